package dev.espalier.kernel.session;

/**
 * What a piece of Java is: signatures and documentation.
 *
 * @param text plain, in lines
 */
record Answer(String text) {

    @Override
    public String toString() {
        return text;
    }
}
