package dev.espalier.kernel.session;

import static org.assertj.core.api.Assertions.assertThat;

import dev.espalier.kernel.evaluate.Completeness;
import dev.espalier.kernel.evaluate.Completions;
import dev.espalier.kernel.evaluate.Options;
import dev.espalier.kernel.magic.Arguments;
import dev.espalier.kernel.magic.Context;
import dev.espalier.kernel.magic.Kinds;
import dev.espalier.kernel.magic.Magic;
import dev.espalier.kernel.magic.Magics;
import dev.espalier.kernel.magic.Parameter;
import dev.espalier.kernel.magic.RecordedOutput;
import dev.espalier.kernel.magic.Schema;
import dev.espalier.kernel.render.Renderers;
import dev.espalier.kernel.session.CellResult.Done;
import dev.espalier.kernel.session.CellResult.Failure;
import dev.espalier.kernel.session.CellResult.Interrupted;
import dev.espalier.kernel.session.CellResult.Value;
import java.io.IOException;
import java.nio.file.NoSuchFileException;
import java.util.List;
import java.util.concurrent.CountDownLatch;
import java.util.function.Function;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.TestInstance;

@TestInstance(TestInstance.Lifecycle.PER_CLASS)
class SessionTest {

    private static final Parameter<StringBuilder> TEXT =
            Parameter.required("text", Kinds.variable(StringBuilder.class, "for example one made by %make"), "a text");
    private static final Parameter<String> WORD = Parameter.optional("word", Kinds.text("WORD"), "some text");

    private final CountDownLatch waiting = new CountDownLatch(1);

    private final Session session = new Session(
            Options.defaults(),
            new Magics(List.of(
                    magic(
                            Schema.line("make", "makes a text", StringBuilder.class, WORD)
                                    .examples("var t = %make word"),
                            (a, c) -> new StringBuilder(a.find(WORD).orElse("nothing"))),
                    magic(Schema.line("length", "counts", Integer.class, TEXT), (a, c) -> a.get(TEXT)
                            .length()),
                    magic(Schema.line("say", "prints", Void.class, WORD), (a, c) -> {
                        System.out.println(a.find(WORD).orElse(""));
                        return null;
                    }),
                    magic(Schema.line("open", "opens a file", Void.class), (a, c) -> {
                        throw new NoSuchFileException("net.espalier");
                    }),
                    magic(Schema.line("refuse", "refuses", Void.class), (a, c) -> {
                        throw new IllegalArgumentException("rate 1.5 is out of range; expected 0 to 1");
                    }),
                    magic(Schema.line("broken", "has a defect", Void.class), (a, c) -> {
                        throw new NullPointerException("model");
                    }),
                    magic(Schema.line("wait", "works until it is stopped", String.class), (a, c) -> {
                        waiting.countDown();
                        while (!c.cancellation().requested()) {
                            Thread.onSpinWait();
                        }
                        return "what was finished";
                    }),
                    magic(Schema.cell("upper", "shouts", String.class), (a, c) -> a.body()
                            .toUpperCase()))),
            Renderers.installed());

    private RecordedOutput output;

    @BeforeEach
    void forgetOutput() {
        output = new RecordedOutput();
    }

    @AfterAll
    void close() {
        session.close();
    }

    @Test
    void showsTheLastValueUnlessASemicolonEndsIt() {
        assertThat(value("int a = 40;\na + 2")).isEqualTo("42");
        assertThat(run("1 + 1;")).isEqualTo(new Done());
        assertThat(run("int b = 1;")).isEqualTo(new Done());
        assertThat(run("")).isEqualTo(new Done());
        assertThat(value("new int[] {1, 2}")).isEqualTo("[1, 2]");
        assertThat(value("List.of(\"x\")")).isEqualTo("[x]");
    }

    @Test
    void aQuestionMarkTellsWhatJavaIs() {
        assertThat(value("String.repeat?")).contains("String String.repeat(int");
        assertThat(value("int asked = 3;\nasked?")).contains("asked").contains("int");
        assertThat(value("?String.repeat")).isEqualTo(value("String.repeat()?"));
        assertThat(value("record Asked(int part) {}\nAsked?")).contains("Asked");
        assertThat(failure("nowhere?").message())
                .isEqualTo("nothing here is called 'nowhere'; a variable, a class or a method with its class, as in"
                        + " String.repeat?, can be asked for");
        assertThat(value("?%make")).isEqualTo(value("%make?"));
        assertThat(value(" ?? %%upper ")).isEqualTo(value("%%upper?"));
        assertThat(session.completeness("asked?").state()).isEqualTo(Completeness.State.COMPLETE);
        assertThat(session.complete("asked.toS?", 9).matches()).isEmpty();
        assertThat(session.inspect("String.repeat?", 8, 0)).isPresent();
    }

    @Test
    void ownJavadocIsToldInShortAndInFull() {
        try (Session usual = Session.open()) {
            Function<String, String> answer =
                    cell -> ((Value) usual.run(cell, output)).shown().plain();
            assertThat(answer.apply("Zoo.create?"))
                    .startsWith("Model ")
                    .contains("Zoo.create(String name, Shape input, int classes, Seed seed)")
                    .endsWith("\n\nA classifier with fresh weights.");
            assertThat(answer.apply("Zoo.create??"))
                    .contains("A classifier with fresh weights.", "@param classes at least 2");
            assertThat(answer.apply("Predictions?")).contains("What a classifier says about each image.");
            assertThat(answer.apply("Predictions??")).contains("@param probabilities of each class");
            assertThat(answer.apply("Seed seed = new Seed(1);\nseed?")).contains("seed", "\n\n");
            assertThat(answer.apply("Structure.Coupled?")).contains("\n\n");
        }
    }

    @Test
    void showsAMagicsValueUnlessSomethingTakesIt() {
        assertThat(value("%make hello")).isEqualTo("hello");
        assertThat(run("%make hello;")).isEqualTo(new Done());
        assertThat(run("var shown = %make hello")).isEqualTo(new Done());
        assertThat(run("%say x")).isEqualTo(new Done());
        assertThat(value("%%upper\nint x;\n%make")).isEqualTo("INT X;\n%MAKE");
    }

    @Test
    void magicsInTheMiddleShowTheirValueWhereTheyStand() {
        assertThat(value("%make one\n%say two\n%make three;\n%make four // last"))
                .isEqualTo("four");
        assertThat(output.events).containsExactly("display one", "STDOUT two\n");
    }

    @Test
    void aMagicsValueGoesToAVariableOfItsType() {
        assertThat(value("var made = %make abc;\nmade.append('d').length()")).isEqualTo("4");
        assertThat(value("CharSequence wide = %make abcde\nwide.length()")).isEqualTo("5");
        assertThat(value("wide = %make xy;\nwide.length()")).isEqualTo("2");
        assertThat(value("int n = %length made\nn + 1")).isEqualTo("5");
        assertThat(value("made = %make replaced\nmade")).isEqualTo("replaced");
    }

    @Test
    void aVariableOfTheWrongTypeIsRefusedBeforeTheMagicRuns() {
        assertThat(failure("String s = %say x").message()).isEqualTo("%say gives no value that 's' could get");
        assertThat(failure("String s = %make x").message())
                .startsWith("the value of %make, a StringBuilder, cannot go to 'String s': incompatible types");
        assertThat(failure("nowhere = %make x").message())
                .startsWith(
                        "the value of %make, a StringBuilder, cannot go to 'nowhere': cannot find variable nowhere");
        assertThat(output.events).isEmpty();
        assertThat(failure("s").name()).isEqualTo("CompilationError");
    }

    @Test
    void variablesOfOneCellAreWordsOfTheNext() {
        run("var word = new StringBuilder(\"seven__\"); int number = 3;");
        assertThat(value("%length word")).isEqualTo("7");
        assertThat(failure("%length number").message())
                .isEqualTo(
                        "%length: TEXT 'number' is an Integer; expected a StringBuilder, for example one made by %make");
        assertThat(failure("%length wrd").message())
                .isEqualTo("%length: TEXT 'wrd' is no variable with a value in this session; did you mean 'word'?");
    }

    @Test
    void percentSignsInJavaStayJava() {
        assertThat(value("String block = \"\"\"\n    %make x\n    %nothing\n    \"\"\";\nblock"))
                .isEqualTo("%make x\n%nothing\n");
        assertThat(value("int make = 3, seven = 7;\nseven %make")).isEqualTo("1");
        assertThat(value("seven\n    %make")).isEqualTo("1");
        assertThat(value("String.format(\"%d%%\", 75)")).isEqualTo("75%");
        assertThat(value("// %nothing\n/*\n%nothing\n*/ 5")).isEqualTo("5");
    }

    @Test
    void errorsAreOneSentence() {
        assertThat(failure("%mkae x"))
                .isEqualTo(new Failure(
                        "UnknownMagic",
                        "There is no magic %mkae; did you mean %make?",
                        List.of("There is no magic %mkae; did you mean %make?")));
        assertThat(failure("%make --loud"))
                .isEqualTo(new Failure(
                        "MagicUsage",
                        "%make: there is no option '--loud'; it has no options",
                        List.of(
                                "%make: there is no option '--loud'; it has no options",
                                "Usage: %make [WORD]", "Example: var t = %make word")));
        assertThat(failure("%open").message()).isEqualTo("There is no file net.espalier");
        assertThat(failure("%refuse"))
                .isEqualTo(new Failure(
                        "java.lang.IllegalArgumentException",
                        "rate 1.5 is out of range; expected 0 to 1",
                        List.of("rate 1.5 is out of range; expected 0 to 1")));
        assertThat(failure("%broken").message())
                .startsWith("java.lang.NullPointerException: model at dev.espalier.kernel.session.SessionTest");
        assertThat(failure("for (;;) { %make; }").name()).isEqualTo("MagicPlace");
    }

    @Test
    void javaErrorsKeepTheLinesOfTheCell() {
        Failure compilation = failure("%say x\n\nint ok = 1;\nint bad = \"text\";");
        assertThat(compilation.name()).isEqualTo("CompilationError");
        assertThat(compilation.traceback().get(0)).startsWith("line 4: incompatible types");
        Failure thrown = failure("%say x\nthrow new IllegalStateException(\"no\");");
        assertThat(thrown.name()).isEqualTo("java.lang.IllegalStateException");
        assertThat(String.join("\n", thrown.traceback())).contains("line 2");
    }

    @Test
    void nothingRunsAfterAFailure() {
        failure("%say first\n%refuse\n%say second");
        assertThat(output.events).containsExactly("STDOUT first\n");
    }

    @Test
    void anInterruptedMagicKeepsWhatItFinishedAndStopsTheCell() throws InterruptedException {
        Thread user = new Thread(() -> {
            try {
                waiting.await();
            } catch (InterruptedException e) {
                Thread.currentThread().interrupt();
            }
            session.interrupt();
        });
        user.start();
        assertThat(run("String finished = %wait\n%say never")).isEqualTo(new Interrupted());
        user.join();
        assertThat(output.events).isEmpty();
        assertThat(value("finished")).isEqualTo("what was finished");
    }

    @Test
    void completesAndExplainsJavaAndMagicsInOneCell() {
        run("var buffer = new StringBuilder();");
        String cell = "var x = %make y\n%length bu\nbuffer.appe";
        Completions name = session.complete(cell, cell.indexOf("%make") + 4);
        assertThat(name.matches()).containsExactly("make");
        assertThat(name.start()).isEqualTo(cell.indexOf("make"));
        Completions variable = session.complete(cell, cell.indexOf("bu") + 2);
        assertThat(variable.matches()).containsExactly("buffer");
        Completions java = session.complete(cell, cell.length());
        assertThat(java.matches()).anyMatch(match -> match.startsWith("append"));
        assertThat(java.start()).isEqualTo(cell.length() - 4);
        assertThat(session.inspect(cell, cell.indexOf("make"), 0))
                .hasValueSatisfying(help -> assertThat(help).startsWith("%make [WORD]\nMakes a text."));
        assertThat(session.inspect("%make x\nMath.max(1, 2)", 15, 0)).isPresent();
        run("buffer.append(\"two\\nlines\");");
        assertThat(session.inspect("buffer", 3, 0)).hasValue("java.lang.StringBuilder buffer = \"two\"…");
        assertThat(session.inspect("Integer.MAX_VALUE", 12, 0).orElseThrow().lines())
                .as("nothing is evaluated; a JDK with its sources tells more below")
                .startsWith("int Integer.MAX_VALUE");
        assertThat(session.complete("foo(%ma", 7).matches()).isEmpty();
    }

    @Test
    void consolesAreToldWhetherToRead() {
        assertThat(session.completeness("%make x").state()).isEqualTo(Completeness.State.COMPLETE);
        assertThat(session.completeness("%make x \\").state()).isEqualTo(Completeness.State.INCOMPLETE);
        assertThat(session.completeness("%make x\nint f() {").state()).isEqualTo(Completeness.State.INCOMPLETE);
        assertThat(session.completeness("%%upper\nabc").state()).isEqualTo(Completeness.State.INCOMPLETE);
        assertThat(session.completeness("%%upper\nabc\n\n").state()).isEqualTo(Completeness.State.COMPLETE);
        assertThat(session.completeness("foo(%make").state()).isEqualTo(Completeness.State.INVALID);
        assertThat(session.completeness("1 + 1").state()).isEqualTo(Completeness.State.COMPLETE);
        assertThat(session.completeness("").state()).isEqualTo(Completeness.State.COMPLETE);
    }

    private CellResult run(String cell) {
        return session.run(cell, output);
    }

    private String value(String cell) {
        CellResult result = run(cell);
        assertThat(result).isInstanceOf(Value.class);
        return ((Value) result).shown().plain();
    }

    private Failure failure(String cell) {
        CellResult result = run(cell);
        assertThat(result).isInstanceOf(Failure.class);
        return (Failure) result;
    }

    private static Magic magic(Schema schema, Body body) {
        return new Magic() {
            @Override
            public Schema schema() {
                return schema;
            }

            @Override
            public Object run(Arguments arguments, Context context) throws IOException {
                return body.run(arguments, context);
            }
        };
    }

    @FunctionalInterface
    private interface Body {
        Object run(Arguments arguments, Context context) throws IOException;
    }
}
