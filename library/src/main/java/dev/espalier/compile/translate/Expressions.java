package dev.espalier.compile.translate;

import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.stream.Collectors;

/** Reads expressions of C as those of Java. */
final class Expressions {

    private static final Map<String, Type> TYPES = Map.of(
            "void", Type.VOID,
            "int", Type.INT,
            "long", Type.INT,
            "float", Type.FLOAT,
            "char", Type.VOID,
            "vf", Type.VECTOR,
            "vi", Type.WORDS);

    /** The members of {@code struct espalier_run}, which are variables in Java. */
    private static final Map<String, Type> MEMBERS = Map.of(
            "arena", Type.FLOAT_POINTER,
            "weights", Type.BYTE_POINTER,
            "scratch", Type.FLOAT_POINTER,
            "inputs", Type.POINTERS,
            "outputs", Type.POINTERS);

    private static final Set<String> NUMBERS = Set.of("VL", "ZERO", "NOT_A_NUMBER");

    private final Tokens tokens;
    private final Map<String, Signature> functions;
    private final int lanes;
    private Scope scope = new Scope();

    Expressions(Tokens tokens, Map<String, Signature> functions, int lanes) {
        this.tokens = tokens;
        this.functions = functions;
        this.lanes = lanes;
    }

    /** From now on these are the variables. */
    void scope(Scope variables) {
        scope = variables;
    }

    /** Whether a type's name comes after so many words. */
    boolean type(int ahead) {
        return TYPES.containsKey(tokens.peek(ahead)) || tokens.peek(ahead).equals("struct");
    }

    /** Reads a type's name without what makes it a pointer. */
    Type base() {
        if (tokens.accept("struct")) {
            tokens.expect("espalier_run");
            return Type.RUN;
        }
        return TYPES.get(tokens.next());
    }

    /** Reads what makes a type a pointer. */
    Type pointers(Type base) {
        Type type = base;
        while (tokens.accept("*")) {
            type = type.pointed();
        }
        return type;
    }

    Value read() {
        Value condition = binary(1);
        if (!tokens.accept("?")) {
            return condition;
        }
        Value yes = read();
        tokens.expect(":");
        Value no = read();
        Type type = yes.type().compareTo(no.type()) >= 0 ? yes.type() : no.type();
        return Value.made(
                "(" + condition.as(Type.BOOL).text() + " ? " + yes.as(type).text() + " : "
                        + no.as(type).text() + ")",
                type);
    }

    private Value binary(int tightness) {
        Value value = unary();
        for (int binding = Operators.binding(tokens.peek(0));
                binding >= tightness;
                binding = Operators.binding(tokens.peek(0))) {
            value = Operators.apply(tokens.next(), value, binary(binding + 1));
        }
        return value;
    }

    Value unary() {
        if (tokens.accept("-")) {
            Value value = unary();
            return value.type() == Type.VECTOR
                    ? new Value(Operators.lanewise(value.exact(), "NEG"), Type.VECTOR)
                    : new Value("(-" + value.text() + ")", value.type());
        }
        if (tokens.accept("!")) {
            return new Value("!" + unary().as(Type.BOOL).text(), Type.BOOL);
        }
        if (tokens.accept("~")) {
            return new Value(Operators.lanewise(unary().as(Type.WORDS).exact(), "NOT"), Type.WORDS);
        }
        if (tokens.is("(") && type(1)) {
            tokens.expect("(");
            Type type = pointers(base());
            if (tokens.accept("[")) {
                tokens.expect("]");
                type = type.array();
            }
            tokens.expect(")");
            return tokens.is("{") ? listed(type) : cast(type, unary());
        }
        return postfix(primary());
    }

    /** All elements of an array, or lanes of a vector. */
    private Value listed(Type type) {
        String list = list("{", "}").stream().map(Value::text).collect(Collectors.joining(", "));
        return type == Type.POINTERS
                ? new Value("new int[] {" + list + "}", type)
                : Value.made("v_of(" + list + ")", type);
    }

    private static Value cast(Type type, Value value) {
        if (type == Type.WORDS && value.type() == Type.VECTOR) {
            return new Value(value.exact() + ".reinterpretAsInts()", type);
        }
        if (type == Type.VECTOR && (value.type() == Type.WORDS || value.type() == Type.MASK)) {
            return new Value(value.as(Type.WORDS).exact() + ".reinterpretAsFloats()", type);
        }
        if (value.type() == Type.FLOAT && type == Type.INT || type == Type.FLOAT && value.type() == Type.INT) {
            return new Value("((" + type.java() + ") " + value.text() + ")", type);
        }
        return value.as(type);
    }

    private Value primary() {
        if (tokens.accept("(")) {
            Value value = read();
            tokens.expect(")");
            return value;
        }
        String word = tokens.next();
        if (Character.isDigit(word.charAt(0))) {
            return literal(word);
        }
        if (!Character.isJavaIdentifierStart(word.charAt(0))) {
            throw tokens.unexpected("a value instead of '" + word + "'");
        }
        if (NUMBERS.contains(word)) {
            return switch (word) {
                case "VL" -> new Value(Integer.toString(lanes), Type.INT);
                case "ZERO" -> new Value("FloatVector.zero(SPECIES)", Type.VECTOR);
                default -> new Value("Float.NaN", Type.FLOAT);
            };
        }
        return tokens.is("(") ? call(word) : scope.find(word);
    }

    private static Value literal(String word) {
        boolean hexadecimal = word.startsWith("0x");
        if (!hexadecimal && word.matches(".*[.fFeE].*")) {
            return new Value(word, Type.FLOAT);
        }
        return new Value(word, word.endsWith("L") ? Type.LONG : Type.INT);
    }

    private Value postfix(Value first) {
        Value value = first;
        while (true) {
            if (tokens.accept("[")) {
                Value index = read().as(Type.INT);
                tokens.expect("]");
                value = element(value, index.text());
            } else if (tokens.accept("->")) {
                String member = tokens.next();
                value = new Value(
                        member.equals("weights") ? "weights_" : member.equals("scratch") ? "scratches" : member,
                        MEMBERS.get(member));
            } else {
                return value;
            }
        }
    }

    private static Value element(Value array, String index) {
        Type type = array.type().element();
        return switch (array.type()) {
            case FLOAT_POINTER -> Value.place("memory[" + array.text() + " + " + index + "]", type);
            case INT_POINTER ->
                new Value("Float.floatToRawIntBits(memory[" + array.text() + " + " + index + "])", type);
            case VECTOR ->
                new Value(array.text() + ".lane(" + index + ")", type, null, value -> array.set()
                        .apply(array.text() + ".withLane(" + index + ", " + value + ")"));
            default -> Value.place(array.text() + "[" + index + "]", type);
        };
    }

    /** Reads values between two signs. */
    private List<Value> list(String open, String close) {
        List<Value> values = new ArrayList<>();
        tokens.expect(open);
        while (!tokens.accept(close)) {
            values.add(read());
            if (!tokens.is(close)) {
                tokens.expect(",");
            }
        }
        return values;
    }

    private Value call(String name) {
        List<Value> given = list("(", ")");
        if (!functions.containsKey(name)) {
            return Primitives.call(name, given);
        }
        Signature signature = functions.get(name);
        StringBuilder text = new StringBuilder(name + "(memory");
        for (int i = 0; i < given.size(); i++) {
            text.append(", ")
                    .append(given.get(i).as(signature.parameters().get(i)).text());
        }
        return Value.made(text.append(")").toString(), signature.result());
    }
}
