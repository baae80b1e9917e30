package dev.espalier.kernel.session;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.junit.jupiter.params.provider.Arguments.arguments;

import dev.espalier.kernel.magic.Kinds;
import dev.espalier.kernel.magic.MagicException;
import dev.espalier.kernel.magic.Parameter;
import dev.espalier.kernel.magic.Schema;
import dev.espalier.kernel.magic.Schema.Form;
import dev.espalier.kernel.magic.Word;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.stream.Collectors;
import java.util.stream.Stream;
import net.jqwik.api.ForAll;
import net.jqwik.api.Property;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.Arguments;
import org.junit.jupiter.params.provider.MethodSource;

class CellParserTest {

    private static final String TEXT_BLOCK = "String s = \"\"\"\n    %zoo\n%train net \\\"\"\" \n    \"\"\";";

    /**
     * Java is shown as it is, a magic as {@code <target|name|words>} with {@code ;} or {@code ?} where it has one, a question
     * as its detail and what it is about.
     */
    static Stream<Arguments> cells() {
        return Stream.of(
                arguments("", ""),
                arguments("  \n ", ""),
                arguments("// only a comment", ""),
                arguments("/* open", "/* open"),
                arguments("1 + 1", "1 + 1"),
                arguments("%zoo resnet20", "<|zoo|resnet20>"),
                arguments("  %zoo  ", "<|zoo|>"),
                arguments("%unknown", "<|unknown|>"),
                arguments("%", "<||>"),
                arguments("%zoo?", "<|zoo?|>"),
                arguments("%zoo a;", "<|zoo|a;>"),
                arguments("%zoo a // b; c", "<|zoo|a>"),
                arguments("// %zoo\n%zoo a", "<|zoo|a>"),
                arguments("/* %zoo\n%zoo */ %zoo a", "<|zoo|a>"),
                arguments("int x = 1;\n%zoo", "int x = 1;\n / <|zoo|>"),
                arguments("int x = 1; %zoo a; int y = 2;", "int x = 1;  / <|zoo|a;> / int y = 2;"),
                arguments("if (a) { b(); }\n%zoo\nc()", "if (a) { b(); }\n / <|zoo|> / c()"),
                arguments("%zoo a\n%train b\n", "<|zoo|a> / <|train|b>"),
                arguments("%zoo a \\\n  b\nc", "<|zoo|a b> / c"),
                // questions about Java, at the end only
                arguments("text?", "?0 text"),
                arguments("int a = 1;\nString.repeat?? \n", "int a = 1;\n / ?1 String.repeat"),
                arguments("?text", "?0 text"),
                arguments("f()\n  list.size()?", "f()\n  list.size()?"),
                arguments("f();\n  list.size()?", "f();\n   / ?0 list.size"),
                arguments("?text?", "?text?"),
                arguments("flag ?\n 1 : 2", "flag ?\n 1 : 2"),
                arguments("flag?\n 1 : 2", "flag?\n 1 : 2"),
                arguments("int x = flag?", "int x = flag?"),
                arguments("text???", "text???"),
                // values that go to variables
                arguments("var x = %zoo a", "<var x|zoo|a>"),
                arguments("x=%zoo a", "<x|zoo|a>"),
                arguments("final Model x = %zoo a", "<Model x|zoo|a>"),
                arguments("Map<String, List<int[]>> x = %zoo a", "<Map<String, List<int[]>> x|zoo|a>"),
                arguments("int[] x = %zoo a", "<int[] x|zoo|a>"),
                arguments("int a = 1; var x = %zoo a;\nx", "int a = 1;  / <var x|zoo|a;> / x"),
                arguments("var x =\n    %zoo a", "<var x|zoo|a>"),
                // the remainder operator
                arguments("a %zoo", "a %zoo"),
                arguments("a % zoo", "a % zoo"),
                arguments("int c = a\n    %zoo;", "int c = a\n    %zoo;"),
                arguments("int c = a +\n%zoo", "int c = a +\n%zoo"),
                arguments("int c = (a\n%zoo)", "int c = (a\n%zoo)"),
                arguments("a\n%b", "a\n%b"),
                arguments("a\n% zoo", "a\n% zoo"),
                arguments("x %= 3", "x %= 3"),
                arguments("int a = new int[] {7}[0] %zoo", "int a = new int[] {7}[0] %zoo"),
                arguments("int f(int a) { return a %zoo; }", "int f(int a) { return a %zoo; }"),
                arguments("switch (k) { default -> 7; } %zoo", "switch (k) { default -> 7; } %zoo"),
                // an expression without semicolon, then a magic at the very start of a line
                arguments("foo()\n%zoo", "foo()\n / <|zoo|>"),
                arguments("int x = 3\n%train net", "int x = 3\n / <|train|net>"),
                // magics that take the line as it is
                arguments("%time a; b(\"x\") // c\nd", "<|time|a; b(\"x\") // c> / d"),
                arguments("%time -n 3 --quiet x -n 4", "<|time|-n 3 --quiet x -n 4>"),
                arguments("%time -qn3 -x", "<|time|-qn3 -x>"),
                arguments("%time --i;", "<|time|--i;;>"),
                arguments("var x = %time f(1, 2)\nx", "<var x|time|f(1, 2)> / x"),
                arguments("%time a \\\n b\nc", "<|time|a \\\n b> / c"),
                // the shell
                arguments("!ls -l 'a b' ; x", "<|system|ls -l 'a b' ; x>"),
                arguments("!!ls", "<|sx|ls>"),
                arguments("int a = 1\n!ls\na", "int a = 1\n / <|system|ls> / a"),
                arguments("!echo a | wc\n!ls", "<|system|echo a | wc> / <|system|ls>"),
                arguments("!./run.sh", "<|system|./run.sh>"),
                arguments("!done", "!done"),
                arguments("!true", "!true"),
                arguments("!(a && b)", "!(a && b)"),
                arguments("!list.isEmpty()", "!list.isEmpty()"),
                arguments("boolean b = !ls;", "boolean b = !ls;"),
                arguments("a\n!= b", "a\n!= b"),
                arguments("f(a,\n!ls)", "f(a,\n!ls)"),
                // literals
                arguments(TEXT_BLOCK, TEXT_BLOCK),
                arguments(TEXT_BLOCK + "\n%zoo", TEXT_BLOCK + "\n / <|zoo|>"),
                arguments("String s = \"%zoo;\\\"%zoo\"; ", "String s = \"%zoo;\\\"%zoo\"; "),
                arguments("char c = ';';\nchar d = '\\'';%zoo", "char c = ';';\nchar d = '\\''; / <|zoo|>"),
                arguments("String.format(\"%d;\", 3)", "String.format(\"%d;\", 3)"),
                arguments("String s = \"open\n%zoo", "String s = \"open\n / <|zoo|>"),
                // the rest of the cell
                arguments("%%text a\nint x;\n%zoo", "<<|text|a>int x;\n%zoo>"),
                arguments("\n\n%%text", "<<|text|>>"),
                arguments("%%text?", "<<|text?|>>"));
    }

    @ParameterizedTest
    @MethodSource("cells")
    void splits(String cell, String expected) {
        assertThat(parse(cell).stream().map(part -> show(cell, part)).collect(Collectors.joining(" / ")))
                .isEqualTo(expected);
    }

    static Stream<Arguments> misplaced() {
        return Stream.of(
                arguments(
                        "for (;;) {\n    var x = %zoo a;\n}",
                        "line 2: %zoo stands inside other code; magics are lines of their own, and their value goes to a"
                                + " variable: var x = %zoo"),
                arguments(
                        "foo(%zoo a)",
                        "line 1: %zoo stands inside other code; magics are lines of their own, and their value goes to a"
                                + " variable: var x = %zoo"),
                arguments("a[0] = %zoo", "line 1: the value of %zoo can only go to a variable: var x = %zoo"),
                arguments("x += %zoo", "line 1: the value of %zoo can only go to a variable: var x = %zoo"),
                arguments(
                        "int a;\n%%text",
                        "line 2: %%text takes the rest of the cell and must be the cell's first line"));
    }

    @ParameterizedTest
    @MethodSource("misplaced")
    void saysWhereAMagicCannotStand(String cell, String message) {
        assertThatThrownBy(() -> parse(cell)).isInstanceOf(MagicException.class).hasMessage(message);
    }

    @Test
    void knowsWhereTheNameStarts() {
        Part.Command command = (Part.Command) parse("int a; var x = %zoo b").get(1);
        assertThat(command.start()).isEqualTo(7);
        assertThat(command.name()).isEqualTo(16);
    }

    @Property
    void partsAreInOrderAndInsideTheCell(@ForAll List<Piece> pieces) {
        String cell = pieces.stream().map(piece -> piece.text).collect(Collectors.joining());
        List<Part> parts;
        try {
            parts = parse(cell);
        } catch (MagicException e) {
            assertThat(e.getMessage()).contains("%");
            return;
        }
        int end = 0;
        for (Part part : parts) {
            assertThat(part.start()).isGreaterThanOrEqualTo(end);
            assertThat(part.end()).isGreaterThan(part.start()).isLessThanOrEqualTo(cell.length());
            end = part.end();
        }
    }

    enum Piece {
        MAGIC("%zoo"),
        CELL("%%text"),
        SIGN("%"),
        NAME("a "),
        END(";"),
        LINE("\n"),
        QUOTE("\""),
        BLOCK("\"\"\""),
        TICK("'"),
        ESCAPE("\\"),
        OPEN("{"),
        CLOSE("}"),
        COMMENT("//"),
        OPEN_COMMENT("/*"),
        CLOSE_COMMENT("*/"),
        EQUALS("=");

        private final String text;

        Piece(String text) {
            this.text = text;
        }
    }

    private static List<Part> parse(String cell) {
        return CellParser.parse(cell, NAMES);
    }

    private static final CellParser.Names NAMES = new CellParser.Names() {
        private final Schema system = Schema.line(
                "system", "runs", Void.class, Parameter.line("command", Kinds.text("COMMAND"), "what it runs"));
        private final Schema time = Schema.line(
                "time",
                "measures",
                Void.class,
                Parameter.line("code", Kinds.code(), "what it runs"),
                Parameter.option("count", Kinds.integer(1, 9), "how often").letter("n"),
                Parameter.flag("quiet", "says nothing").letter("q"));
        private final Map<String, Schema> lines =
                Map.of("system", system, "sx", system.calledAs("sx", "runs"), "time", time);

        @Override
        public boolean known(String name) {
            return Set.of("zoo", "train").contains(name) || lines.containsKey(name);
        }

        @Override
        public Optional<Schema> schema(String name, Form form) {
            return Optional.ofNullable(lines.get(name)).filter(schema -> schema.form() == form);
        }

        @Override
        public boolean isVariable(String name) {
            return name.equals("done");
        }
    };

    private static String show(String cell, Part part) {
        if (part instanceof Part.Question question) {
            return "?" + question.detail() + " " + cell.substring(question.java(), question.java() + question.length());
        }
        if (!(part instanceof Part.Command command)) {
            return cell.substring(part.start(), part.end());
        }
        String target = command.target()
                .map(t -> t.type().map(type -> type + " ").orElse("") + t.name())
                .orElse("");
        String words = command.call().words().list().stream().map(Word::text).collect(Collectors.joining(" "));
        String shown =
                "<" + target + "|" + command.call().name() + (command.call().asked() ? "?" : "") + "|" + words
                        + (command.call().words().silenced() ? ";" : "") + ">";
        return command.call().form() == Form.CELL ? "<" + shown + command.call().body() + ">" : shown;
    }
}
