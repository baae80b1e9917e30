package dev.espalier.compile.translate;

import java.util.function.UnaryOperator;

/**
 * An expression in Java.
 *
 * @param text of it, in parentheses where they may be needed
 * @param type of its value
 * @param factors if this is a product of vectors, the two, else null: a sum with a product is one operation, as in C
 * @param set makes an assignment of a text to it, or null if nothing can be assigned to it
 */
record Value(String text, Type type, Factors factors, UnaryOperator<String> set) {

    record Factors(String one, String other) {}

    Value(String text, Type type) {
        this(text, type, null, null);
    }

    /** A variable, or an element of an array. */
    static Value place(String text, Type type) {
        return new Value(text, type, null, value -> text + " = " + value);
    }

    /** A product of vectors. */
    static Value product(String one, String other) {
        return new Value(one + ".mul(" + other + ")", Type.VECTOR, new Factors(one, other), null);
    }

    /** The same as a certain type. */
    Value as(Type wanted) {
        if (type == wanted || wanted.pointer() && type.pointer()) {
            return new Value(text, wanted, factors, set);
        }
        if (wanted == Type.BOOL && (type == Type.INT || type == Type.LONG)) {
            return new Value("(" + text + " != 0)", wanted);
        }
        if (type == Type.BOOL && wanted == Type.INT) {
            return new Value("(" + text + " ? 1 : 0)", wanted);
        }
        if (type == Type.LONG && wanted == Type.INT) {
            return new Value("((int) " + text + ")", wanted);
        }
        if ((type == Type.INT || type == Type.LONG) && wanted == Type.FLOAT) {
            return new Value(text, wanted);
        }
        if (type == Type.MASK && wanted == Type.WORDS) {
            return new Value("v_words(" + text + ")", wanted);
        }
        if (type == Type.WORDS && wanted == Type.MASK) {
            return new Value("v_mask(" + text + ")", wanted);
        }
        throw new IllegalArgumentException("no Java for " + type + " as " + wanted + ": " + text);
    }
}
