package dev.espalier.engine.integer;

import dev.espalier.engine.Executor;
import dev.espalier.engine.FeedCheck;
import dev.espalier.engine.Feeds;
import dev.espalier.engine.Reach;
import dev.espalier.engine.ReferenceKernels;
import dev.espalier.model.Encoding;
import dev.espalier.model.Graph;
import dev.espalier.model.Node;
import dev.espalier.model.op.Input;
import dev.espalier.model.op.Parameter;
import dev.espalier.progress.Cancellation;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.concurrent.CancellationException;
import org.nd4j.linalg.api.buffer.DataType;
import org.nd4j.linalg.api.ndarray.INDArray;
import org.nd4j.linalg.factory.Nd4j;

/**
 * Computes a quantized network in integers: levels of activations times integers of weights, summed up exactly, and
 * rounded to levels again by integer division. Weights of fixed point are multiplied; powers of two and their sums are
 * shifted and added, without a multiplication.
 *
 * <p>Whatever is not quantized, or has no integer form, is computed in double precision between the integers around it,
 * by the reference kernels; {@link #report()} lists it. {@link dev.espalier.engine.ReferenceExecutor}, fed in double
 * precision, gives the same results bit for bit, because doubles hold every integer of up to
 * {@value IntegerTensor#MOST_BITS} bits that comes up here.
 *
 * <p>Feeds are of either type, results are DOUBLE. Slow: it judges other executors.
 */
public final class IntegerExecutor implements Executor {

    private final Graph graph;
    private final Map<String, Encoding> encodings;
    private final Set<String> needed;
    private final FeedCheck check;
    private final ReferenceKernels kernels = new ReferenceKernels();
    private final Map<String, IntegerWeights> weights = new HashMap<>();
    private final Map<String, INDArray> weightsOf = new HashMap<>();
    private List<NodeReport> report = List.of();

    /**
     * Prepares to compute the graph's outputs.
     *
     * @param encodings how its parameters are constrained, by name
     */
    public IntegerExecutor(Graph graph, Map<String, Encoding> encodings) {
        this.graph = graph;
        this.encodings = Map.copyOf(encodings);
        List<String> outputs = graph.outputs().stream().map(Node::name).toList();
        needed = Reach.ancestors(graph, outputs);
        check = new FeedCheck(graph, needed);
    }

    /** How each node was computed in the last run, in order. */
    public List<NodeReport> report() {
        return report;
    }

    @Override
    public Map<String, INDArray> run(
            Map<String, INDArray> feeds, Map<String, INDArray> into, Cancellation cancellation) {
        Feeds checked = check.check(feeds);
        Map<String, Site.Operand> values = new HashMap<>();
        checked.arrays()
                .forEach((name, array) -> values.put(
                        name,
                        graph.node(name).op() instanceof Parameter
                                ? Site.Operand.constant(name, array)
                                : Site.Operand.of(name, array)));
        List<NodeReport> done = new ArrayList<>();
        for (Node node : graph.nodes()) {
            if (!needed.contains(node.name()) || node.op() instanceof Input || node.op() instanceof Parameter) {
                continue;
            }
            if (cancellation.requested()) {
                throw new CancellationException("stopped before node '" + node.name() + "'");
            }
            values.put(node.name(), compute(node, values, checked, done));
        }
        report = List.copyOf(done);
        return deliver(values, into);
    }

    private Map<String, INDArray> deliver(Map<String, Site.Operand> values, Map<String, INDArray> into) {
        Map<String, INDArray> results = new LinkedHashMap<>();
        for (Node output : graph.outputs()) {
            INDArray result = values.get(output.name()).real();
            results.put(
                    output.name(),
                    into.containsKey(output.name()) ? into.get(output.name()).assign(result) : result);
        }
        return results;
    }

    private Site.Operand compute(Node node, Map<String, Site.Operand> values, Feeds feeds, List<NodeReport> done) {
        List<Site.Operand> operands = node.inputs().stream().map(values::get).toList();
        long[] dims = node.shape().withBatch(feeds.batch()).toArray();
        Site.Trace trace = new Site.Trace();
        Site site = new Site(
                node,
                dims,
                operands,
                name -> weights(name, feeds.arrays().get(name)),
                inputs -> reference(node, inputs, dims),
                trace);
        try {
            IntegerTensor exact = IntegerKernels.run(node, site);
            done.add(report(node, Optional.empty(), trace, exact.bits() + 1));
            return Site.Operand.of(node.name(), exact);
        } catch (Unfit unfit) {
            done.add(report(node, Optional.of(unfit.getMessage()), trace, 0));
            INDArray[] inputs = operands.stream().map(Site.Operand::real).toArray(INDArray[]::new);
            return Site.Operand.of(node.name(), reference(node, inputs, dims));
        }
    }

    private static NodeReport report(Node node, Optional<String> reason, Site.Trace trace, int bits) {
        int accumulator =
                trace.accumulator() == 0 || reason.isPresent() ? 0 : IntegerTensor.bits(trace.accumulator()) + 1;
        return new NodeReport(node.name(), node.op().kind(), reason, accumulator, bits);
    }

    private INDArray reference(Node node, INDArray[] inputs, long[] dims) {
        INDArray result = Nd4j.createUninitialized(DataType.DOUBLE, dims);
        kernels.run(node, inputs, result);
        return result;
    }

    private IntegerWeights weights(String parameter, INDArray array) {
        if (array == null || !(graph.node(parameter).op() instanceof Parameter)) {
            throw new Unfit("reads '" + parameter + "', which is computed");
        }
        Encoding.Quantized encoding = IntegerKernels.quantized(parameter, encodings.get(parameter));
        if (weightsOf.get(parameter) != array) {
            weights.put(parameter, IntegerWeights.of(parameter, array, encoding));
            weightsOf.put(parameter, array);
        }
        return weights.get(parameter);
    }

    @Override
    public void close() {
        weights.clear();
        weightsOf.clear();
    }
}
