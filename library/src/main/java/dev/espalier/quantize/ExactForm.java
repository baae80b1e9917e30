package dev.espalier.quantize;

import dev.espalier.model.BatchNormFolding;
import dev.espalier.model.Encoding;
import dev.espalier.model.Graph;
import dev.espalier.model.Model;
import dev.espalier.model.Node;
import dev.espalier.model.Parameters;
import dev.espalier.model.ShortNumber;
import dev.espalier.model.SignedLevels;
import dev.espalier.model.Step;
import dev.espalier.model.op.Conv2d;
import dev.espalier.model.op.ConvTranspose2d;
import dev.espalier.model.op.FakeQuantize;
import dev.espalier.model.op.Linear;
import dev.espalier.model.op.Op;
import dev.espalier.model.op.Parameter;
import dev.espalier.model.op.Parameter.Role;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.stream.IntStream;
import org.nd4j.linalg.api.ndarray.INDArray;
import org.nd4j.linalg.factory.Nd4j;

/**
 * A quantized network in numbers so short that floating point computes with them exactly, as integer arithmetic does:
 * batch normalisation is folded, steps and scales get at most {@value ShortNumber#BITS} significant bits, and biases become
 * multiples of a power of two no larger than what one integer of the layer's sums counts for. No level of any weight
 * changes.
 *
 * <p>After that, the network simulated in double precision and the one computed in integers give the same bits.
 */
final class ExactForm {

    private final Model model;
    private final Map<String, INDArray> arrays;
    private final Map<String, Encoding> encodings;

    private ExactForm(Model model) {
        this.model = model;
        this.arrays = new LinkedHashMap<>(model.parameters().arrays());
        this.encodings = new LinkedHashMap<>(model.encodings());
    }

    /** Rounds a model; one that is in this form already comes back as it is. */
    static Model of(Model model) {
        return new ExactForm(BatchNormFolding.of(model).model()).rounded();
    }

    private Model rounded() {
        for (Node parameter : model.graph().parameters()) {
            if (((Parameter) parameter.op()).role() == Role.STEP) {
                float step = (float)
                        FakeQuantize.magnitude(arrays.get(parameter.name()).getFloat(0));
                arrays.put(parameter.name(), Nd4j.scalar(ShortNumber.of(step)));
            }
        }
        encodings.replaceAll((name, encoding) ->
                encoding instanceof Encoding.Quantized quantized ? rounded(name, quantized) : encoding);
        for (Node layer : model.graph().layers()) {
            if (isWeighted(layer.op()) && layer.inputs().size() == 3) {
                roundBias(layer);
            }
        }
        boolean unchanged = model.parameters().arrays().equals(arrays);
        return unchanged
                ? model
                : model.with(new Parameters(arrays), encodings, Step.of(IntegerModel.VERB, "bits", ShortNumber.BITS));
    }

    private Encoding.Quantized rounded(String name, Encoding.Quantized encoding) {
        List<Float> scales = new ArrayList<>();
        for (int group = 0; group < encoding.scales().size(); group++) {
            scales.add(ShortNumber.scale(
                    encoding.scales().get(group), encoding.sets().get(group)));
        }
        Encoding.Quantized shorter =
                new Encoding.Quantized(encoding.granularity(), encoding.sets(), scales, encoding.mask());
        INDArray weight = arrays.get(name);
        arrays.put(name, SignedLevels.of(weight, encoding).express(shorter, Model.shapeOf(weight)));
        return shorter;
    }

    private void roundBias(Node layer) {
        String weight = layer.inputs().get(1);
        String bias = layer.inputs().get(2);
        float step = step(layer.inputs().get(0));
        if (step == 0
                || !(encodings.get(weight) instanceof Encoding.Quantized encoding)
                || !(model.graph().node(bias).op() instanceof Parameter)) {
            return;
        }
        float[] rounded = arrays.get(bias).dup('c').data().asFloat();
        for (int row = 0; row < rounded.length; row++) {
            double grid = finest(encoding, row, rounded.length) * step;
            rounded[row] = Double.isFinite(grid) ? ShortNumber.onGrid(rounded[row], grid) : rounded[row];
        }
        arrays.put(bias, Nd4j.createFromArray(rounded));
    }

    /** The least that an integer of a row's weights counts for; infinity if they are all 0. */
    private static double finest(Encoding.Quantized encoding, int row, int rows) {
        int groups = encoding.scales().size();
        int perRow = Math.max(1, groups / rows);
        int first = groups == 1 ? 0 : row * perRow;
        return IntStream.range(first, first + perRow)
                .filter(group -> encoding.scales().get(group) > 0)
                .mapToDouble(group -> (double) encoding.scales().get(group)
                        / encoding.sets().get(group).unit())
                .min()
                .orElse(Double.POSITIVE_INFINITY);
    }

    /** The step of the levels that a value holds; 0 if it holds none. */
    private float step(String value) {
        Graph graph = model.graph();
        Node node = graph.node(value);
        while (!(node.op() instanceof FakeQuantize) && QuantizationPoint.moves(node.op())) {
            node = graph.node(node.inputs().get(0));
        }
        return node.op() instanceof FakeQuantize
                ? arrays.get(node.inputs().get(1)).getFloat(0)
                : 0;
    }

    private static boolean isWeighted(Op op) {
        return op instanceof Conv2d || op instanceof ConvTranspose2d || op instanceof Linear;
    }
}
