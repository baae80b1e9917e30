package dev.espalier.compile.target;

/** What a compiler makes of C. */
public enum Product {
    /** A library that programs load. */
    SHARED(".so"),
    /** An object to link into other programs. */
    OBJECT(".o");

    private final String suffix;

    Product(String suffix) {
        this.suffix = suffix;
    }

    /** The end of its file's name. */
    public String suffix() {
        return suffix;
    }
}
