package dev.espalier.model.op;

/**
 * What an operator's gradient rule sees, in the letters of reverse-mode differentiation: the node computed
 * {@code output = f(inputs)}, {@code upstream} is the gradient of the loss with respect to {@code output}, and the rule
 * builds the gradient with respect to each input out of more operators.
 */
public interface Adjoint {

    /** The node's input at a position. */
    Value input(int index);

    /** How many inputs the node has. */
    int inputs();

    /** What the node computed. */
    Value output();

    /** The gradient of the loss with respect to {@link #output()}, same shape. */
    Value upstream();

    /** Whether anybody needs the gradient with respect to this input; a rule may skip it otherwise. */
    boolean wanted(int index);

    /** Adds an operator to the gradient graph. */
    Value apply(Op op, Value... inputs);

    /** Reports the gradient with respect to one input, of that input's shape; ignored unless wanted. */
    void contribute(int index, Value gradient);
}
