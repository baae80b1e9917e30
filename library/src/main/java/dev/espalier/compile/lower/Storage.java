package dev.espalier.compile.lower;

/** Which memory a tensor is in. */
public sealed interface Storage {

    /**
     * The network's working memory.
     *
     * @param number of the buffer there
     */
    record Working(int number) implements Storage {}

    /**
     * Numbers that belong to the network.
     *
     * @param number of the constant
     */
    record Constant(int number) implements Storage {}

    /**
     * What the caller brings.
     *
     * @param number of the graph's input
     */
    record Given(int number) implements Storage {}

    /**
     * What the caller gets.
     *
     * @param number of the graph's output
     */
    record Wanted(int number) implements Storage {}
}
