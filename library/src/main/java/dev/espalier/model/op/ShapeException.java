package dev.espalier.model.op;

/** Operands that do not fit together; the message names the node, the shapes and the fix. */
public final class ShapeException extends IllegalArgumentException {

    private static final long serialVersionUID = 1L;

    /** A misfit with its explanation. */
    public ShapeException(String message) {
        super(message);
    }

    /** The same misfit, told with the node where it happened. */
    public ShapeException at(String node, Op op) {
        return new ShapeException("node '" + node + "' (" + op.kind() + "): " + getMessage());
    }
}
