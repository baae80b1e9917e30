package dev.espalier.train;

import dev.espalier.engine.NonFinite;
import dev.espalier.model.Graph;
import dev.espalier.model.Node;
import dev.espalier.model.op.Input;
import dev.espalier.model.op.Parameter;
import java.util.Map;
import java.util.Optional;
import org.nd4j.linalg.api.ndarray.INDArray;

/** Training that left the numbers: the loss, a gradient or a weight is infinite or not a number. */
public final class DivergenceException extends RuntimeException {

    private static final long serialVersionUID = 1L;

    private DivergenceException(String message) {
        super(message);
    }

    /**
     * A step whose loss or gradients are not finite; computes it once more to find the node where that begins.
     *
     * @param what such as {@code the loss became NaN}
     */
    static DivergenceException of(long step, String what, Graph graph, Map<String, INDArray> feeds) {
        String where = NonFinite.first(graph, feeds)
                .map(node -> "; the first numbers that are not finite are those of " + describe(node, step))
                .orElse("");
        return new DivergenceException(what + " at step " + step + where);
    }

    /** A step whose gradients are not finite. */
    static DivergenceException of(long step, double norm, Map<String, INDArray> gradients) {
        String where = firstNonFinite(gradients)
                .map(parameter -> "; the first that is not finite is that of '" + parameter + "'")
                .orElse("");
        return new DivergenceException("the norm of the gradients became " + norm + " at step " + step + where);
    }

    /** Weights that are not finite after a number of steps; empty if they are. */
    static Optional<DivergenceException> after(long steps, Map<String, INDArray> weights) {
        return firstNonFinite(weights)
                .map(parameter -> new DivergenceException(
                        "parameter '" + parameter + "' is not finite any more after step " + steps));
    }

    private static Optional<String> firstNonFinite(Map<String, INDArray> arrays) {
        return arrays.entrySet().stream()
                .filter(array -> NonFinite.in(array.getValue()))
                .map(Map.Entry::getKey)
                .findFirst();
    }

    private static String describe(Node node, long step) {
        if (node.op() instanceof Input) {
            return "input '" + node.name() + "', so look at the data";
        }
        if (node.op() instanceof Parameter) {
            String cause =
                    step == 1 ? "so training began with them" : "so the update of step " + (step - 1) + " made them";
            return "parameter '" + node.name() + "', " + cause;
        }
        return "'" + node.name() + "' (" + node.op().kind() + ")";
    }

    /** This with what else the user should know. */
    DivergenceException and(String more) {
        return new DivergenceException(getMessage() + "; " + more);
    }
}
