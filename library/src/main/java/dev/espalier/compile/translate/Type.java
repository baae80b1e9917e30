package dev.espalier.compile.translate;

import java.util.Map;

/**
 * What a value is. All of a network's numbers are in one array, so that pointers are places in it, counted in numbers, and
 * need not say what they point to at run time.
 */
enum Type {
    VOID("void"),
    /** What conditions are; none of C's own. */
    BOOL("boolean"),
    /** {@code int}, and variables that are {@code long} in C: they hold places and counts, for which 32 bits suffice. */
    INT("int"),
    /** Expressions with a literal that ends in L. */
    LONG("long"),
    FLOAT("float"),
    /** {@code vf}. */
    VECTOR("FloatVector"),
    /** {@code vi}. */
    WORDS("IntVector"),
    /** What comparing vectors gives; in C a {@code vi} of all bits or none. */
    MASK("VectorMask<Float>"),
    /** {@code char *}: only ever at multiples of four. */
    BYTE_POINTER("int"),
    INT_POINTER("int"),
    FLOAT_POINTER("int"),
    /** An array of pointers to numbers. */
    POINTERS("int[]"),
    POINTER_ROWS("int[][]"),
    VECTORS("FloatVector[]"),
    VECTOR_ROWS("FloatVector[][]"),
    /** {@code struct espalier_run *}, whose members are parameters of their own. */
    RUN("");

    private static final Map<Type, Type> POINTERS_TO = Map.of(
            VOID, BYTE_POINTER,
            FLOAT, FLOAT_POINTER,
            INT, INT_POINTER,
            FLOAT_POINTER, POINTERS,
            VECTOR, VECTORS,
            RUN, RUN);
    private static final Map<Type, Type> ARRAYS_OF = Map.of(
            FLOAT_POINTER, POINTERS,
            POINTERS, POINTER_ROWS,
            VECTOR, VECTORS,
            VECTORS, VECTOR_ROWS);
    private static final Map<Type, Type> ELEMENTS = Map.of(
            FLOAT_POINTER, FLOAT,
            INT_POINTER, INT,
            VECTOR, FLOAT,
            POINTERS, FLOAT_POINTER,
            POINTER_ROWS, POINTERS,
            VECTORS, VECTOR,
            VECTOR_ROWS, VECTORS);

    private final String java;

    Type(String java) {
        this.java = java;
    }

    /** Its name in Java. */
    String java() {
        return java;
    }

    boolean pointer() {
        return this == BYTE_POINTER || this == INT_POINTER || this == FLOAT_POINTER;
    }

    /** What an index leads to. */
    Type element() {
        return other(ELEMENTS, "an index into ");
    }

    /** An array of such values. */
    Type array() {
        return other(ARRAYS_OF, "an array of ");
    }

    /** A pointer to such a value. */
    Type pointed() {
        return other(POINTERS_TO, "a pointer to ");
    }

    private Type other(Map<Type, Type> others, String what) {
        if (!others.containsKey(this)) {
            throw new IllegalArgumentException("no Java for " + what + this);
        }
        return others.get(this);
    }
}
