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
            case "STORE", "STOREU" -> new Value(given.get(1).exact() + ".intoArray(memory, " + first + ")", Type.VOID);
            case "KEEP" -> Value.made("v_keep(memory, " + all + ")", Type.VECTOR);
            case "LOAD_WORDS" -> new Value(LOAD + first + ").reinterpretAsInts()", Type.WORDS);
            case "ZERO_QUAD" -> new Value("v_zeros(memory, " + first + ")", Type.VOID);
            case "SPLAT" -> vector("FloatVector.broadcast(SPECIES, " + first + ")");
            case "HOLD", "PREFETCH" -> new Value("", Type.VOID);
            case "MARK" -> new Value("v_mark(marks, part, " + first + ")", Type.VOID);
            case "MARK_BEGIN" -> new Value("v_begin(marks, part, " + first + ")", Type.VOID);
            case "MARK_END" -> new Value("v_end(marks, part, " + first + ")", Type.VOID);
            case "MARK_NONE" -> new Value("v_none(marks, part, " + first + ")", Type.VOID);
            case "MARK_SUM" -> new Value("v_sum(marks, part, " + first + ")", Type.VOID);
            case "BARRIER" -> new Value("barrier.run()", Type.VOID);
            case "__builtin_inff" -> new Value("Float.POSITIVE_INFINITY", Type.FLOAT);
            case "__builtin_shufflevector" -> Value.made("v_shuffle(" + all + ")", Type.VECTOR);
            case "v_abs" -> vector(Operators.lanewise(given.get(0).exact(), "ABS"));
            case "v_all" -> new Value("IntVector.broadcast(WORDS, " + first + ")", Type.WORDS);
            case "v_floats" -> Value.made("v_floats(" + all + ")", Type.VECTOR);
            case "v_largest" -> new Value(given.get(0).exact() + ".reduceLanes(VectorOperators.MAX)", Type.FLOAT);
            case "v_max" -> Operators.symmetric("MAX", given.get(0), given.get(1));
            case "v_min" -> Operators.symmetric("MIN", given.get(0), given.get(1));
            case "v_select" ->
                vector(given.get(2).exact() + ".blend(" + given.get(1).text() + ", "
                        + given.get(0).as(Type.MASK).text() + ")");
            case "v_sqrt" -> vector(Operators.lanewise(given.get(0).exact(), "SQRT"));
            case "v_sum" -> new Value(given.get(0).exact() + ".reduceLanes(VectorOperators.ADD)", Type.FLOAT);
            case "v_turn" -> new Value("v_turn(" + all + ")", Type.VOID);
            default -> throw new IllegalArgumentException("no Java for a call of '" + name + "'");
        };
    }

    private static Value vector(String text) {
        return new Value(text, Type.VECTOR);
    }
}
