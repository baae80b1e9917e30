package dev.espalier.study;

import dev.espalier.model.Encoding;
import dev.espalier.model.KernelPattern;
import dev.espalier.model.Model;
import dev.espalier.model.Node;
import dev.espalier.model.Numbers;
import dev.espalier.model.Structure;
import dev.espalier.model.op.Conv2d;
import dev.espalier.model.op.ConvTranspose2d;
import dev.espalier.model.op.Linear;
import dev.espalier.model.op.Shape;
import java.awt.Color;
import java.awt.image.BufferedImage;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Optional;
import java.util.function.IntPredicate;
import java.util.stream.IntStream;

/**
 * Which weights of one layer are kept. One row a filter, one column an input channel (the other way round in
 * transposed convolutions); a kernel shows its positions, kept
 * ones in the colour of its pattern and dropped ones faint, and a kernel that is cut whole leaves blank paper. Linear
 * layers and 1x1 convolutions have kernels of one position.
 *
 * <p>A layer with more kernels than fit {@value #LARGEST} pixels either way shows the first ones and says so.
 */
public final class MaskPicture {

    static final int LARGEST = 960;
    static final int MARGIN = 12;
    static final int HEADER = 44;
    private static final int LARGEST_CELL = 12;
    private static final int SMALLEST_CELL = 2;
    private static final int NARROWEST = 360;

    private final Shape shape;
    private final float[] mask;
    private final List<KernelPattern> patterns;
    private final boolean inputsFirst;

    private MaskPicture(Node layer, Shape shape, Encoding.Masked masked) {
        this.shape = shape;
        this.inputsFirst = layer.op() instanceof ConvTranspose2d;
        this.mask = Numbers.of(masked.mask());
        boolean single = kernelHeight(shape) * kernelWidth(shape) == 1;
        this.patterns = !single && masked.structure() instanceof Structure.PatternConnectivity pattern
                ? pattern.patterns()
                : List.of();
    }

    /**
     * Draws the mask of a layer.
     *
     * @param layer the name of a convolution or linear layer with a masked weight
     * @throws IllegalArgumentException if there is no such layer, or its weight is dense
     */
    public static BufferedImage of(Model model, String layer) {
        Node node = model.graph().node(layer);
        boolean weighted =
                node.op() instanceof Conv2d || node.op() instanceof ConvTranspose2d || node.op() instanceof Linear;
        if (!weighted) {
            throw new IllegalArgumentException("'" + layer + "' is a "
                    + node.op().kind() + " and has no kernels; name a convolution or linear layer");
        }
        Node weight = model.graph().node(node.inputs().get(1));
        Encoding.Masked masked = Optional.ofNullable(model.encodings().get(weight.name()))
                .flatMap(Encoding::masked)
                .orElseThrow(() -> new IllegalArgumentException("layer '" + layer
                        + "' keeps all weights, so there is no mask to draw; masked are " + maskedNames(model)));
        return new MaskPicture(node, weight.shape(), masked).draw(layer);
    }

    private static String maskedNames(Model model) {
        List<String> names = model.encodings().entrySet().stream()
                .filter(entry -> entry.getValue().masked().isPresent())
                .map(Map.Entry::getKey)
                .toList();
        return names.isEmpty() ? "none" : String.join(", ", names);
    }

    private BufferedImage draw(String layer) {
        int cell = cell(shape);
        int rows = Math.min(shape.dim(0), fitting(kernelHeight(shape), cell));
        int columns = Math.min(shape.dim(1), fitting(kernelWidth(shape), cell));
        int width = Math.max(NARROWEST, 2 * MARGIN + columns * pitch(kernelWidth(shape), cell));
        int height = HEADER + rows * pitch(kernelHeight(shape), cell) + MARGIN;
        var drawing = new KernelDrawing(width, height);
        drawing.text(layer + " " + shape + ": " + kept(), MARGIN, 18, 13, false);
        drawing.text(axes(rows, columns), MARGIN, 36, 11, false);
        for (int row = 0; row < rows; row++) {
            for (int column = 0; column < columns; column++) {
                kernel(drawing, row, column, cell);
            }
        }
        return drawing.finish();
    }

    private void kernel(KernelDrawing drawing, int row, int column, int cell) {
        int height = kernelHeight(shape);
        int width = kernelWidth(shape);
        int start = (row * shape.dim(1) + column) * height * width;
        IntPredicate keeps = position -> mask[start + position] != 0;
        if (IntStream.range(0, height * width).anyMatch(keeps)) {
            int left = MARGIN + column * pitch(width, cell);
            int top = HEADER + row * pitch(height, cell);
            drawing.kernel(left, top, cell, height, width, keeps, colour(keeps));
        }
    }

    private Color colour(IntPredicate keeps) {
        for (int i = 0; i < patterns.size(); i++) {
            KernelPattern pattern = patterns.get(i);
            boolean same = IntStream.range(0, pattern.height() * pattern.width())
                    .allMatch(at -> keeps.test(at) == pattern.keeps(at / pattern.width(), at % pattern.width()));
            if (same) {
                return Palette.series(i);
            }
        }
        return Palette.BLUE;
    }

    private String kept() {
        long kept = 0;
        for (float one : mask) {
            kept += one == 0 ? 0 : 1;
        }
        return String.format(
                Locale.ROOT, "%,d of %,d weights kept (%.1f %%)", kept, mask.length, 100.0 * kept / mask.length);
    }

    private String axes(int rows, int columns) {
        return (inputsFirst ? "input channels" : "filters") + " downwards" + part(rows, shape.dim(0)) + ", "
                + (inputsFirst ? "filters" : "input channels") + " to the right" + part(columns, shape.dim(1));
    }

    private static String part(int shown, int all) {
        return shown < all ? " (first " + shown + " of " + all + ")" : "";
    }

    /** The largest cell with which the whole layer fits, if any does. */
    static int cell(Shape shape) {
        for (int cell = LARGEST_CELL; cell > SMALLEST_CELL; cell--) {
            if (shape.dim(0) <= fitting(kernelHeight(shape), cell)
                    && shape.dim(1) <= fitting(kernelWidth(shape), cell)) {
                return cell;
            }
        }
        return SMALLEST_CELL;
    }

    private static int fitting(int kernel, int cell) {
        return LARGEST / pitch(kernel, cell);
    }

    /** From one kernel to the next, in pixels. */
    static int pitch(int kernel, int cell) {
        return kernel == 1 ? cell : kernel * cell + Math.max(1, cell / 2);
    }

    private static int kernelHeight(Shape shape) {
        return shape.rank() == 4 ? shape.dim(2) : 1;
    }

    private static int kernelWidth(Shape shape) {
        return shape.rank() == 4 ? shape.dim(3) : 1;
    }
}
