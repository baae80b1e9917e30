package dev.espalier.quantize;

import dev.espalier.model.BatchNormFolding;
import dev.espalier.model.Encoding;
import dev.espalier.model.Graph;
import dev.espalier.model.Model;
import dev.espalier.model.Node;
import dev.espalier.model.Numbers;
import dev.espalier.model.Parameters;
import dev.espalier.model.ShortNumber;
import dev.espalier.model.SignedLevels;
import dev.espalier.model.Step;
import dev.espalier.model.op.Add;
import dev.espalier.model.op.Affine;
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
 * batch normalisation is folded, steps and scales get at most {@value ShortNumber#BITS} significant bits, constant factors
 * of what has levels at most {@value #FACTOR_BITS}, and biases become multiples of a power of two no larger than what one
 * integer of the layer's sums counts for. No level of any weight changes.
 *
 * <p>After that, the network simulated in double precision and the one computed in integers give the same bits.
 */
final class ExactForm {

    /**
     * A factor, such as that of attention, multiplies levels before they are multiplied again, so all bits add up. It moves
     * by less than a five-hundredth, as its product does when it is rounded to 8 bits.
     */
    private static final int FACTOR_BITS = 8;

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
            if (layer.op() instanceof Add) {
                roundTerm(layer);
            }
        }
        Graph graph = shortFactors();
        if (graph.equals(model.graph()) && model.parameters().arrays().equals(arrays)) {
            return model;
        }
        Parameters parameters = new Parameters(arrays);
        return new Model(model.name(), graph, parameters, encodings, model.history())
                .with(parameters, Step.of(IntegerModel.VERB, "bits", ShortNumber.BITS));
    }

    private Graph shortFactors() {
        Graph.Builder builder = new Graph.Builder();
        for (Node node : model.graph().nodes()) {
            builder.add(
                    node.name(), node.op() instanceof Affine affine ? rounded(affine, node) : node.op(), node.inputs());
        }
        return builder.build(model.graph().outputs().stream().map(Node::name).toArray(String[]::new));
    }

    private Affine rounded(Affine affine, Node node) {
        float step = step(node.inputs().get(0));
        if (step == 0 || affine.scale() == 0) {
            return affine;
        }
        double scale = ShortNumber.of(affine.scale(), FACTOR_BITS);
        return new Affine(scale, ShortNumber.onGrid((float) affine.shift(), Math.abs(scale) * step));
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
        float[] rounded = Numbers.of(arrays.get(bias));
        int groups = encoding.scales().size();
        for (int row = 0; row < rounded.length; row++) {
            // A transposed convolution sums up over channels, each of which has scales of its own.
            double finest = layer.op() instanceof ConvTranspose2d
                    ? finest(encoding, 0, groups)
                    : finest(
                            encoding,
                            groups == 1 ? 0 : row * (groups / rounded.length),
                            Math.max(1, groups / rounded.length));
            double grid = finest * step;
            rounded[row] = Double.isFinite(grid) ? ShortNumber.onGrid(rounded[row], grid) : rounded[row];
        }
        arrays.put(bias, Nd4j.createFromArray(rounded));
    }

    /** What is added to all results of a layer, such as positions, is rounded as a bias is. */
    private void roundTerm(Node sum) {
        Node layer = model.graph().node(sum.inputs().get(0));
        String term = sum.inputs().get(1);
        if (!isWeighted(layer.op())
                || !(model.graph().node(term).op() instanceof Parameter)
                || encodings.containsKey(term)
                || !(encodings.get(layer.inputs().get(1)) instanceof Encoding.Quantized encoding)) {
            return;
        }
        double grid = finest(encoding, 0, encoding.scales().size())
                * step(layer.inputs().get(0));
        if (grid > 0 && Double.isFinite(grid)) {
            INDArray rounded = arrays.get(term).dup('c');
            for (long i = 0; i < rounded.length(); i++) {
                rounded.data().put(i, ShortNumber.onGrid(rounded.data().getFloat(i), grid));
            }
            arrays.put(term, rounded);
        }
    }

    /** The least that an integer of some groups' weights counts for; infinity if they are all 0. */
    private static double finest(Encoding.Quantized encoding, int first, int count) {
        return IntStream.range(first, first + count)
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
