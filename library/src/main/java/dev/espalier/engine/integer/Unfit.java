package dev.espalier.engine.integer;

/** Says why a node is not computed in integers, as the end of a sentence that begins with its name. */
final class Unfit extends RuntimeException {

    private static final long serialVersionUID = 1;

    Unfit(String reason) {
        super(reason, null, false, false);
    }
}
