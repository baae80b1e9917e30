package dev.espalier.train;

import dev.espalier.engine.NonFinite;
import dev.espalier.model.Graph;
import dev.espalier.model.Node;
import dev.espalier.model.op.Input;
import dev.espalier.model.op.Parameter;
import java.util.Locale;
import java.util.Map;
import java.util.Optional;
import org.nd4j.linalg.api.ndarray.INDArray;

/** Training that left the numbers: the loss, a gradient or a weight is infinite or not a number. */
public final class DivergenceException extends RuntimeException {

    private static final long serialVersionUID = 1L;

    private DivergenceException(String message) {
        super(message);
    }

    /** A step whose result is not finite; computes it once more to find the node where that begins. */
    static DivergenceException at(
            long step, double rate, String what, double value, Graph graph, Map<String, INDArray> feeds) {
        String where =
                NonFinite.first(graph, feeds).map(node -> where(node, step)).orElse("");
        return new DivergenceException(String.format(
                Locale.ROOT, "%s became %s at step %d with a learning rate of %.3g%s", what, value, step, rate, where));
    }

    /** Weights that are not finite after a number of steps; empty if they are. */
    static Optional<DivergenceException> after(long steps, Map<String, INDArray> weights) {
        return weights.entrySet().stream()
                .filter(weight -> NonFinite.in(weight.getValue()))
                .findFirst()
                .map(weight -> new DivergenceException(
                        "parameter '" + weight.getKey() + "' is not finite any more after step " + steps));
    }

    private static String where(Node node, long step) {
        String first = "; the first numbers that are not finite are those of ";
        if (node.op() instanceof Input) {
            return first + "input '" + node.name() + "', so look at the data";
        }
        if (node.op() instanceof Parameter) {
            return first + "parameter '" + node.name() + "', "
                    + (step == 1
                            ? "so training began with them"
                            : "so the update of step " + (step - 1) + " made them");
        }
        return first + "'" + node.name() + "' (" + node.op().kind() + ")";
    }

    /** This with what else the user should know. */
    DivergenceException and(String more) {
        return new DivergenceException(getMessage() + "; " + more);
    }
}
