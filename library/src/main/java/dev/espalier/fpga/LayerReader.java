package dev.espalier.fpga;

import dev.espalier.engine.ReferenceExecutor;
import dev.espalier.model.Encoding;
import dev.espalier.model.Granularity;
import dev.espalier.model.Graph;
import dev.espalier.model.LevelSet;
import dev.espalier.model.Model;
import dev.espalier.model.Node;
import dev.espalier.model.SignedLevels;
import dev.espalier.model.op.Conv2d;
import dev.espalier.model.op.FakeQuantize;
import dev.espalier.model.op.Linear;
import dev.espalier.model.op.Shape;
import dev.espalier.model.op.Size2d;
import dev.espalier.progress.Cancellation;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import org.nd4j.linalg.api.ndarray.INDArray;

/** Takes a layer out of a quantized model, with what it reads when the model sees some images. */
record LayerReader(Model model, Node layer) {

    private static final double ROUNDING = 1e-3;

    static LayerReader of(Model model, String name) {
        Node layer = model.graph().node(name);
        if (layer.op() instanceof Conv2d conv && conv.groups() > 1) {
            throw unfit(name, "is a convolution of " + conv.groups() + " groups; each of them is a product of its own");
        }
        if (!(layer.op() instanceof Conv2d || layer.op() instanceof Linear)) {
            throw unfit(name, "is a " + layer.op().kind() + "; convolutions and linear layers are matrix products");
        }
        return new LayerReader(model, layer);
    }

    private static IllegalArgumentException unfit(String layer, String why) {
        return new IllegalArgumentException("layer '" + layer + "' " + why);
    }

    private IllegalArgumentException unfit(String why) {
        return unfit(layer.name(), why);
    }

    IntegerLayer read(INDArray images, int positions) {
        Node quantizer = quantizer();
        FakeQuantize op = (FakeQuantize) quantizer.op();
        Activation activation = new Activation(op.bits(), op.signed());
        double step = FakeQuantize.magnitude(
                model.parameters().get(quantizer.inputs().get(1)).getDouble(0));
        int[][] integers = integers(windows(input(images), positions), step, activation);
        Encoding.Quantized encoding = encoding();
        return new IntegerLayer(activation, integers, sets(encoding), levels(encoding));
    }

    /** What quantizes the layer's input, with nothing between that would make other numbers of it. */
    private Node quantizer() {
        Node node = model.graph().node(layer.inputs().get(0));
        while (!(node.op() instanceof FakeQuantize)) {
            if (node.inputs().isEmpty()) {
                throw unfit("reads activations that are not quantized; calibrate the model first");
            }
            node = model.graph().node(node.inputs().get(0));
        }
        return node;
    }

    private INDArray input(INDArray images) {
        String value = layer.inputs().get(0);
        Graph upTo = model.graph().extend().build(value);
        Map<String, INDArray> feeds = new HashMap<>(model.parameters().arrays());
        feeds.put(model.input().name(), images);
        try (ReferenceExecutor executor = new ReferenceExecutor(upTo)) {
            return executor.run(feeds, Map.of(), Cancellation.NEVER).get(value).dup('c');
        }
    }

    /** Rows of the layer's matrix product, evenly spread over all there are. */
    private double[][] windows(INDArray input, int positions) {
        float[] numbers = input.data().asFloat();
        int[] dims = Arrays.stream(input.shape()).mapToInt(Math::toIntExact).toArray();
        int rows = layer.op() instanceof Conv2d
                ? dims[0] * layer.shape().dim(2) * layer.shape().dim(3)
                : numbers.length / dims[dims.length - 1];
        double[][] windows = new double[Math.min(rows, positions)][];
        for (int i = 0; i < windows.length; i++) {
            windows[i] = window(numbers, dims, (int) ((long) i * rows / windows.length));
        }
        return windows;
    }

    /** The numbers that a sum weighs, in the order of a row of the weight. */
    private double[] window(float[] numbers, int[] dims, int row) {
        if (layer.op() instanceof Conv2d conv) {
            int width = layer.shape().dim(3);
            int area = layer.shape().dim(2) * width;
            return window(conv, numbers, dims, row / area, row % area / width, row % width);
        }
        double[] window = new double[dims[dims.length - 1]];
        for (int k = 0; k < window.length; k++) {
            window[k] = numbers[row * window.length + k];
        }
        return window;
    }

    private static double[] window(Conv2d conv, float[] numbers, int[] dims, int image, int y, int x) {
        Size2d kernel = conv.kernel();
        double[] window = new double[dims[1] * kernel.area()];
        int at = 0;
        for (int c = 0; c < dims[1]; c++) {
            for (int ky = 0; ky < kernel.height(); ky++) {
                for (int kx = 0; kx < kernel.width(); kx++) {
                    int row = y * conv.stride().height()
                            - conv.padding().height()
                            + ky * conv.dilation().height();
                    int column = x * conv.stride().width()
                            - conv.padding().width()
                            + kx * conv.dilation().width();
                    boolean inside = row >= 0 && row < dims[2] && column >= 0 && column < dims[3];
                    window[at++] = inside ? numbers[((image * dims[1] + c) * dims[2] + row) * dims[3] + column] : 0;
                }
            }
        }
        return window;
    }

    private int[][] integers(double[][] windows, double step, Activation activation) {
        int[][] integers = new int[windows.length][];
        for (int p = 0; p < windows.length; p++) {
            integers[p] = new int[windows[p].length];
            for (int k = 0; k < windows[p].length; k++) {
                double quotient = windows[p][k] / step;
                long level = Math.round(quotient);
                if (Math.abs(quotient - level) > ROUNDING || level < activation.least() || level > activation.most()) {
                    throw unfit("reads " + windows[p][k] + ", which is no level of " + activation + " in steps of "
                            + step + "; something after the quantizer makes other numbers");
                }
                integers[p][k] = (int) level;
            }
        }
        return integers;
    }

    private Encoding.Quantized encoding() {
        String weight = layer.inputs().get(1);
        if (!(model.encoding(weight) instanceof Encoding.Quantized quantized)) {
            throw unfit("has weights that are not quantized; quantize the model first");
        }
        Shape shape = model.graph().node(weight).shape();
        if (quantized.granularity() instanceof Granularity.PerGroup
                && quantized.granularity().groups(shape) > shape.dim(0)) {
            throw unfit("has " + quantized.granularity() + " scales, several in a row; hardware sums up whole rows, so"
                    + " quantize by row or tensor");
        }
        return quantized;
    }

    private int rows() {
        return model.graph().node(layer.inputs().get(1)).shape().dim(0);
    }

    private List<LevelSet> sets(Encoding.Quantized encoding) {
        List<LevelSet> sets = new ArrayList<>();
        for (int row = 0; row < rows(); row++) {
            sets.add(encoding.sets().get(encoding.sets().size() == 1 ? 0 : row));
        }
        return sets;
    }

    private long[][] levels(Encoding.Quantized encoding) {
        byte[] indices = SignedLevels.of(model.parameters().get(layer.inputs().get(1)), encoding)
                .levels();
        long[][] levels = new long[rows()][indices.length / rows()];
        List<LevelSet> sets = sets(encoding);
        for (int row = 0; row < levels.length; row++) {
            long[] integers = sets.get(row).integers();
            for (int k = 0; k < levels[row].length; k++) {
                int index = indices[row * levels[row].length + k];
                levels[row][k] = Integer.signum(index) * integers[Math.abs(index)];
            }
        }
        return levels;
    }
}
