package dev.espalier.compile.translate;

import java.util.Map;

/** C's operators on two values. */
final class Operators {

    /** How tight each binds. */
    private static final Map<String, Integer> BINDING = Map.ofEntries(
            Map.entry("||", 1),
            Map.entry("&&", 2),
            Map.entry("|", 3),
            Map.entry("&", 4),
            Map.entry("==", 5),
            Map.entry("!=", 5),
            Map.entry("<", 6),
            Map.entry(">", 6),
            Map.entry("<=", 6),
            Map.entry(">=", 6),
            Map.entry("<<", 7),
            Map.entry(">>", 7),
            Map.entry("+", 8),
            Map.entry("-", 8),
            Map.entry("*", 9),
            Map.entry("/", 9),
            Map.entry("%", 9));

    private static final Map<String, String> COMPARISONS =
            Map.of("==", "EQ", "!=", "NE", "<", "LT", ">", "GT", "<=", "LE", ">=", "GE");

    private static final Map<String, String> WORDWISE =
            Map.of("+", "ADD", "-", "SUB", "&", "AND", "|", "OR", "<<", "LSHL", ">>", "ASHR");

    private Operators() {}

    /** How tight an operator binds; 0 if it is none. */
    static int binding(String word) {
        return BINDING.getOrDefault(word, 0);
    }

    static Value apply(String operator, Value a, Value b) {
        if (a.type() == Type.VECTOR && b.type() == Type.VECTOR) {
            return ofVectors(operator, a, b);
        }
        if (a.type() == Type.WORDS || a.type() == Type.MASK) {
            String other = b.type() == Type.INT ? b.text() : b.as(Type.WORDS).text();
            return new Value(lanewise(a.as(Type.WORDS).exact(), WORDWISE.get(operator), other), Type.WORDS);
        }
        if (operator.equals("&&") || operator.equals("||")) {
            return scalar(operator, a.as(Type.BOOL), b.as(Type.BOOL), Type.BOOL);
        }
        if (a.type().pointer()) {
            return new Value("(" + a.text() + " " + operator + " " + steps(a.type(), b) + ")", a.type());
        }
        Value left = a.type() == Type.BOOL ? a.as(Type.INT) : a;
        Value right = b.type() == Type.BOOL ? b.as(Type.INT) : b;
        Type wider = left.type().compareTo(right.type()) >= 0 ? left.type() : right.type();
        if (wider != Type.INT && wider != Type.LONG && wider != Type.FLOAT) {
            throw new IllegalArgumentException("no Java for " + a.type() + " " + operator + " " + b.type() + ": "
                    + a.text() + " " + operator + " " + b.text());
        }
        return scalar(operator, left, right, COMPARISONS.containsKey(operator) ? Type.BOOL : wider);
    }

    private static Value scalar(String operator, Value a, Value b, Type type) {
        return new Value("(" + a.text() + " " + operator + " " + b.text() + ")", type);
    }

    /** What is added to a place for so many things, or bytes. */
    static String steps(Type pointer, Value count) {
        if (pointer != Type.BYTE_POINTER) {
            return count.as(Type.INT).text();
        }
        if (count.text().matches("\\d+L?")) {
            return Long.toString(Long.parseLong(count.text().replace("L", "")) / Float.BYTES);
        }
        return new Value("(" + count.text() + " / " + Float.BYTES + ")", count.type())
                .as(Type.INT)
                .text();
    }

    private static Value ofVectors(String operator, Value a, Value b) {
        if (COMPARISONS.containsKey(operator)) {
            return new Value(
                    a.exact() + ".compare(VectorOperators." + COMPARISONS.get(operator) + ", " + b.text() + ")",
                    Type.MASK);
        }
        return switch (operator) {
            case "*" -> Value.product(a, b);
            case "+" -> {
                if (b.factors() != null) {
                    yield fused(b.factors(), a.text());
                }
                yield a.factors() != null ? fused(a.factors(), b.text()) : symmetric("ADD", a, b);
            }
            case "-" -> ordered("SUB", a, b);
            case "/" -> ordered("DIV", a, b);
            default -> throw new IllegalArgumentException("no Java for vectors with " + operator);
        };
    }

    private static Value fused(Value.Factors product, String sum) {
        return new Value(lanewise(product.one(), "FMA", product.other(), sum), Type.VECTOR);
    }

    /** An operation on vectors of numbers whose order does not matter. */
    static Value symmetric(String operation, Value a, Value b) {
        return a.isVariable() && !b.isVariable() ? ordered(operation, b, a) : ordered(operation, a, b);
    }

    private static Value ordered(String operation, Value a, Value b) {
        return new Value(lanewise(a.exact(), operation, b.text()), Type.VECTOR);
    }

    /**
     * An operation on vectors.
     *
     * @param exact the first
     */
    static String lanewise(String exact, String operation, String... others) {
        StringBuilder text = new StringBuilder(exact + ".lanewise(VectorOperators." + operation);
        for (String other : others) {
            text.append(", ").append(other);
        }
        return text.append(")").toString();
    }
}
