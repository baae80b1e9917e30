package dev.espalier.engine.fast;

/** One call of a program. */
interface Instruction {

    /** What it computes and how, for profiles. */
    String name();

    /** Looks up where its tensors lie; called once, before the first run. */
    void bind(Places places);

    /** Computes. */
    void run();
}
