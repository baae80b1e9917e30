package dev.espalier.compile.translate;

import java.util.List;
import java.util.stream.Collectors;

/** What the prelude of generated C has for each compiler, in Java. */
final class Primitives {

    private static final String LOAD = "FloatVector.fromArray(SPECIES, memory, ";

    private Primitives() {}

    static Value call(String name, List<Value> given) {
        String all = given.stream().map(Value::text).collect(Collectors.joining(", "));
        String first = given.isEmpty() ? "" : given.get(0).text();
        return switch (name) {
            case "LOAD", "LOADU" -> vector(LOAD + first + ")");
            case "STORE", "STOREU" -> new Value(given.get(1).text() + ".intoArray(memory, " + first + ")", Type.VOID);
            case "KEEP" -> vector("v_keep(memory, " + all + ")");
            case "LOAD_WORDS" -> new Value(LOAD + first + ").reinterpretAsInts()", Type.WORDS);
            case "ZERO_QUAD" -> new Value("v_zeros(memory, " + first + ")", Type.VOID);
            case "SPLAT" -> vector("FloatVector.broadcast(SPECIES, " + first + ")");
            case "HOLD", "PREFETCH" -> new Value("", Type.VOID);
            case "MARK" -> new Value("v_mark(marks, part, " + first + ")", Type.VOID);
            case "BARRIER" -> new Value("barrier.run()", Type.VOID);
            case "__builtin_inff" -> new Value("Float.POSITIVE_INFINITY", Type.FLOAT);
            case "__builtin_shufflevector" -> vector("v_shuffle(" + all + ")");
            case "v_abs" -> vector(first + ".abs()");
            case "v_all" -> new Value("IntVector.broadcast(WORDS, " + first + ")", Type.WORDS);
            case "v_floats" -> vector("v_floats(" + all + ")");
            case "v_largest" -> new Value(first + ".reduceLanes(VectorOperators.MAX)", Type.FLOAT);
            case "v_max" -> vector(first + ".max(" + given.get(1).text() + ")");
            case "v_min" -> vector(first + ".min(" + given.get(1).text() + ")");
            case "v_select" ->
                vector(given.get(2).text() + ".blend(" + given.get(1).text() + ", "
                        + given.get(0).as(Type.MASK).text() + ")");
            case "v_sqrt" -> vector(first + ".sqrt()");
            case "v_sum" -> new Value(first + ".reduceLanes(VectorOperators.ADD)", Type.FLOAT);
            case "v_turn" -> new Value("v_turn(" + all + ")", Type.VOID);
            default -> throw new IllegalArgumentException("no Java for a call of '" + name + "'");
        };
    }

    private static Value vector(String text) {
        return new Value(text, Type.VECTOR);
    }
}
