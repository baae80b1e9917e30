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

    /**
     * Two vectors.
     *
     * @param one with its class
     */
    record Factors(String one, String other) {}

    Value(String text, Type type) {
        this(text, type, null, null);
    }

    /** A variable, or an element of an array. */
    static Value place(String text, Type type) {
        return new Value(text, type, null, value -> text + " = " + value);
    }

    /** What a method gives, or a choice. */
    static Value made(String text, Type type) {
        return new Value(cast(text, type), type);
    }

    /** A product of vectors. */
    static Value product(Value a, Value b) {
        Value one = a.isVariable() ? b : a;
        Value other = one == a ? b : a;
        return new Value(
                Operators.lanewise(one.exact(), "MUL", other.text()),
                Type.VECTOR,
                new Factors(one.exact(), other.text()),
                null);
    }

    boolean isVariable() {
        return set != null;
    }

    /**
     * The text of a vector of which something is asked, with its class. The virtual machine makes one instruction of the
     * question only if it knows the class. It does of what was just made, but not of variables that change in loops: there it
     * would have to guess from what it saw, which may have been nothing yet.
     */
    String exact() {
        return isVariable() ? cast(text, type) : text;
    }

    private static String cast(String text, Type type) {
        return switch (type) {
            case VECTOR -> "((FloatVector) VECTOR.cast(" + text + "))";
            case WORDS -> "((IntVector) WORD_VECTOR.cast(" + text + "))";
            default -> text;
        };
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
            return made("v_words(" + text + ")", wanted);
        }
        if (type == Type.WORDS && wanted == Type.MASK) {
            return new Value("v_mask(" + text + ")", wanted);
        }
        throw new IllegalArgumentException("no Java for " + type + " as " + wanted + ": " + text);
    }
}
