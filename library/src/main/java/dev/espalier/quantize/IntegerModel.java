package dev.espalier.quantize;

import dev.espalier.data.Dataset;
import dev.espalier.data.Normalization;
import dev.espalier.data.Split;
import dev.espalier.engine.integer.IntegerExecutor;
import dev.espalier.engine.integer.NodeReport;
import dev.espalier.model.Model;
import dev.espalier.model.Node;
import dev.espalier.model.TextTable;
import dev.espalier.model.op.FakeQuantize;
import dev.espalier.progress.Cancellation;
import dev.espalier.progress.Progress;
import dev.espalier.train.Engine;
import dev.espalier.train.Evaluation;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import org.nd4j.linalg.api.buffer.DataType;
import org.nd4j.linalg.api.ndarray.INDArray;
import org.nd4j.linalg.factory.Nd4j;

/**
 * A quantized network as integer hardware computes it: the judge of what was simulated in floating point.
 *
 * <pre>{@code
 * Model small = Quantize.fixed(4).apply(Activations.bits(4).apply(net, data).model()).model();
 * IntegerModel integers = IntegerModel.of(small);
 * integers.evaluate(data);
 * }</pre>
 *
 * @param model the network in numbers so short that double precision computes with them exactly: batch normalisation is
 *     folded, steps and scales have at most {@value dev.espalier.model.ShortNumber#BITS} significant bits, biases are whole
 *     numbers of what an integer of the sums counts for. No level of any weight changes.
 * @param nodes how each node is computed, in order: in integers, or why not
 */
public record IntegerModel(Model model, List<NodeReport> nodes) {

    /** What rounding to short numbers is called in a model's history. */
    public static final String VERB = "round";

    public IntegerModel {
        nodes = List.copyOf(nodes);
    }

    /**
     * The integer form of a network.
     *
     * @throws IllegalArgumentException if no activation is quantized
     */
    public static IntegerModel of(Model model) {
        if (!isQuantized(model)) {
            throw new IllegalArgumentException("no activation of '" + model.name()
                    + "' is quantized, so nothing is computed in integers; calibrate it first: Activations.bits(8)");
        }
        Model exact = rounded(model);
        Map<String, INDArray> feeds = new HashMap<>(exact.parameters().arrays());
        for (Node input : exact.graph().inputs()) {
            feeds.put(
                    input.name(),
                    Nd4j.zeros(DataType.FLOAT, input.shape().withBatch(1).toArray()));
        }
        try (IntegerExecutor executor = new IntegerExecutor(exact.graph(), exact.encodings())) {
            executor.run(feeds);
            return new IntegerModel(exact, executor.report());
        }
    }

    /** Whether any activation of a network is quantized. */
    public static boolean isQuantized(Model model) {
        return model.graph().layers().stream().anyMatch(node -> node.op() instanceof FakeQuantize);
    }

    /** A network in short numbers, without looking into how it is computed; one that is already comes back as it is. */
    public static Model rounded(Model model) {
        return ExactForm.of(model);
    }

    /** Computes in integers what any graph does with this network's parameters. */
    public Engine engine() {
        return graph -> new IntegerExecutor(graph, model.encodings());
    }

    /** Judges it on the test part. */
    public Evaluation evaluate(Split data) {
        return evaluate(data.test(), data.normalization(), Progress.NONE, Cancellation.ON_INTERRUPT);
    }

    /**
     * Judges it on a dataset.
     *
     * @throws java.util.concurrent.CancellationException if the user stops before the end
     */
    public Evaluation evaluate(
            Dataset data, Normalization normalization, Progress progress, Cancellation cancellation) {
        return Evaluation.of(model, data, normalization, progress, cancellation, engine());
    }

    /** Compares it with its simulations on some images of the test part. */
    public Agreement agreement(Split data, int images) {
        return Agreement.of(this, data.test().take(Math.min(images, data.test().size())), data.normalization());
    }

    /** The nodes that are not computed in integers. */
    public List<NodeReport> floating() {
        return nodes.stream().filter(node -> !node.isInteger()).toList();
    }

    /** The widest sum of all, in bits, sign included; 0 if nothing is summed up in integers. */
    public int accumulatorBits() {
        return nodes.stream().mapToInt(NodeReport::accumulatorBits).max().orElse(0);
    }

    /** A row for each node that sums up, and a line for each that is not computed in integers. */
    @Override
    public String toString() {
        TextTable table = new TextTable("layer", "operator", ">accumulator bits", ">bits with scale and bias");
        nodes.stream()
                .filter(node -> node.accumulatorBits() > 0)
                .forEach(node -> table.row(
                        node.node(),
                        node.kind(),
                        Integer.toString(node.accumulatorBits()),
                        Integer.toString(node.resultBits())));
        StringBuilder text = new StringBuilder(table.toString());
        long integer = nodes.size() - floating().size();
        text.append('\n').append(integer).append(" of ").append(nodes.size()).append(" operators compute in integers");
        floating().forEach(node -> text.append("\n'")
                .append(node.node())
                .append("' (")
                .append(node.kind())
                .append(") computes in floating point: it ")
                .append(node.reason().orElseThrow()));
        return text.toString();
    }
}
