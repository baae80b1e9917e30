package dev.espalier.compile.translate;

import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;

/** Reads functions of C as methods of Java. */
final class Statements {

    private static final String RUN =
            "int arena, int weights_, int scratches, int[] inputs, int[] outputs, Runnable barrier, long[] marks";

    private final Tokens tokens;
    private final Map<String, Signature> functions = new HashMap<>();
    private final Expressions expressions;
    private final StringBuilder java = new StringBuilder();
    private Scope scope = new Scope();

    Statements(String text, int lanes) {
        this.tokens = new Tokens(text);
        this.expressions = new Expressions(tokens, functions, lanes);
    }

    /** All functions. */
    String read() {
        while (!tokens.end()) {
            function();
        }
        return java.toString();
    }

    private void function() {
        if (tokens.accept("__attribute__")) {
            for (String word : List.of("(", "(", "noinline", ")", ")")) {
                tokens.expect(word);
            }
        }
        Type result = expressions.base();
        String name = tokens.next();
        scope = new Scope();
        expressions.scope(scope);
        List<Type> types = new ArrayList<>();
        StringBuilder head = new StringBuilder("static " + result.java() + " " + name + "(float[] memory");
        tokens.expect("(");
        while (!tokens.accept(")")) {
            Type type = expressions.pointers(expressions.base());
            Value parameter = scope.declare(tokens.next(), type);
            head.append(", ").append(type == Type.RUN ? RUN : type.java() + " " + parameter.text());
            types.add(type);
            tokens.accept(",");
        }
        functions.put(name, new Signature(result, types));
        line(head + ") {");
        tokens.expect("{");
        block();
        line("}");
    }

    /** Statements up to the closing brace. */
    private void block() {
        scope.open();
        while (!tokens.accept("}")) {
            statement();
        }
        scope.close();
    }

    private void statement() {
        if (tokens.accept("{")) {
            line("{");
            block();
            line("}");
        } else if (tokens.accept("if")) {
            line("if (" + condition() + ")");
            nested();
            if (tokens.accept("else")) {
                line("else");
                nested();
            }
        } else if (tokens.accept("while")) {
            line("while (" + condition() + ")");
            nested();
        } else if (tokens.accept("for")) {
            loop();
        } else if (tokens.accept("return")) {
            line(tokens.is(";") ? "return;" : "return " + expressions.read().text() + ";");
            tokens.expect(";");
        } else if (tokens.accept("continue")) {
            tokens.expect(";");
            line("continue;");
        } else if (expressions.type(0)) {
            declarations().forEach(this::line);
            tokens.expect(";");
        } else if (!tokens.accept(";")) {
            String text = simple();
            line(text.isEmpty() ? "" : text + ";");
            tokens.expect(";");
        }
    }

    /** One statement with variables of its own. */
    private void nested() {
        line("{");
        scope.open();
        statement();
        scope.close();
        line("}");
    }

    private String condition() {
        tokens.expect("(");
        String text = expressions.read().as(Type.BOOL).text();
        tokens.expect(")");
        return text;
    }

    private void loop() {
        tokens.expect("(");
        scope.open();
        // Declared before, since Java cannot declare several variables of different types there.
        line("{");
        if (expressions.type(0)) {
            declarations().forEach(this::line);
        } else if (!tokens.is(";")) {
            line(simple() + ";");
        }
        tokens.expect(";");
        String condition =
                tokens.is(";") ? "" : expressions.read().as(Type.BOOL).text();
        tokens.expect(";");
        List<String> steps = new ArrayList<>();
        while (!tokens.accept(")")) {
            steps.add(simple());
            tokens.accept(",");
        }
        line("for (; " + condition + "; " + String.join(", ", steps) + ")");
        nested();
        line("}");
        scope.close();
    }

    /** Declarations up to the semicolon. */
    private List<String> declarations() {
        List<String> lines = new ArrayList<>();
        Type base = expressions.base();
        do {
            Type type = expressions.pointers(base);
            String name = tokens.next();
            List<String> extents = new ArrayList<>();
            while (tokens.accept("[")) {
                extents.add(expressions.read().text());
                tokens.expect("]");
                type = type.array();
            }
            if (!extents.isEmpty()) {
                lines.add(array(type, name, extents));
                continue;
            }
            // The value may speak of a variable that the new one hides.
            String value = tokens.accept("=") ? expressions.read().as(type).text() : usual(type);
            Value variable = tokens.assigned(name) ? scope.declare(name, type) : scope.declareConstant(name, type);
            lines.add(type.java() + " " + variable.text() + " = " + value + ";");
        } while (tokens.accept(","));
        return lines;
    }

    private String array(Type type, String name, List<String> extents) {
        if (tokens.accept("=")) {
            tokens.expect("{");
            tokens.expect("}");
        }
        String element = type == Type.VECTORS || type == Type.VECTOR_ROWS ? "FloatVector" : "int";
        String made = "new " + element + "[" + String.join("][", extents) + "]";
        boolean zeros = element.equals("FloatVector");
        return type.java() + " " + scope.declare(name, type).text() + " = " + (zeros ? "v_filled(" + made + ")" : made)
                + ";";
    }

    /** What a variable without a value holds; no program reads it, but Java does not see that. */
    private static String usual(Type type) {
        return type == Type.VECTOR
                ? "FloatVector.zero(SPECIES)"
                : type == Type.WORDS ? "IntVector.zero(WORDS)" : type == Type.FLOAT ? "0.0f" : "0";
    }

    /** An assignment, a step or a call. */
    private String simple() {
        for (String step : List.of("++", "--")) {
            if (tokens.accept(step)) {
                return step + expressions.unary().text();
            }
        }
        if (tokens.peek(0).equals("(") && tokens.peek(1).equals("void")) {
            for (int i = 0; i < 3; i++) {
                tokens.next();
            }
            expressions.unary();
            return "";
        }
        Value place = expressions.unary();
        for (String step : List.of("++", "--")) {
            if (tokens.accept(step)) {
                return place.text() + step;
            }
        }
        if (tokens.accept("=")) {
            return place.set().apply(expressions.read().as(place.type()).text());
        }
        String operator = tokens.peek(0);
        if (operator.length() == 2 && operator.endsWith("=") && Operators.binding(operator) == 0) {
            tokens.next();
            Value value = Operators.apply(operator.substring(0, 1), place, expressions.read());
            return place.set().apply(value.as(place.type()).text());
        }
        return place.text();
    }

    private void line(String text) {
        if (!text.isEmpty()) {
            java.append(text).append('\n');
        }
    }
}
