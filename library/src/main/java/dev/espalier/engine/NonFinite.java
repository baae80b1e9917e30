package dev.espalier.engine;

import dev.espalier.model.Graph;
import dev.espalier.model.Node;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.CancellationException;
import java.util.concurrent.atomic.AtomicReference;
import java.util.stream.Stream;
import org.bytedeco.javacpp.FloatPointer;
import org.bytedeco.openblas.global.openblas_nolapack;
import org.nd4j.linalg.api.ndarray.INDArray;
import org.nd4j.linalg.api.ops.impl.reduce.longer.MatchCondition;
import org.nd4j.linalg.factory.Nd4j;
import org.nd4j.linalg.indexing.conditions.Conditions;

/** The search for the place where a computation leaves the numbers. */
public final class NonFinite {

    private NonFinite() {}

    /** Whether an array holds an infinity or something that is not a number. */
    public static boolean in(INDArray array) {
        return Nd4j.getExecutioner()
                        .exec(new MatchCondition(array, Conditions.notFinite()))
                        .getLong(0)
                > 0;
    }

    /**
     * Whether an array holds an infinity or something that is not a number: the fast way, for every step of a training.
     * Numbers so large that their sum is infinite count as well.
     *
     * @param array float32, dense
     */
    public static boolean inSum(INDArray array) {
        FloatPointer numbers = new FloatPointer(array.data().addressPointer());
        return !Float.isFinite(openblas_nolapack.cblas_sasum((int) array.length(), numbers, 1));
    }

    /**
     * The first input, parameter or layer whose numbers are not all finite, found by computing the graph again node by
     * node with the {@link ReferenceExecutor}. Empty if there is none, which may be where another executor rounds in
     * another way.
     *
     * @param feeds as for a run
     */
    public static Optional<Node> first(Graph graph, Map<String, INDArray> feeds) {
        Optional<Node> fed = Stream.concat(graph.inputs().stream(), graph.parameters().stream())
                .filter(node -> feeds.containsKey(node.name()) && in(feeds.get(node.name())))
                .findFirst();
        return fed.isPresent() ? fed : firstComputed(graph, feeds);
    }

    private static Optional<Node> firstComputed(Graph graph, Map<String, INDArray> feeds) {
        AtomicReference<Node> found = new AtomicReference<>();
        ReferenceExecutor.Watch watch = (node, array) -> {
            if (found.get() == null && in(array)) {
                found.set(node);
            }
        };
        try (ReferenceExecutor executor = new ReferenceExecutor(graph, watch)) {
            executor.run(feeds, Map.of(), () -> found.get() != null);
        } catch (CancellationException enough) {
            // Found; the rest is not of interest.
        }
        return Optional.ofNullable(found.get());
    }
}
