package dev.espalier.kernel.tool;

import static org.assertj.core.api.Assertions.assertThat;
import static org.junit.jupiter.params.provider.Arguments.arguments;

import com.sun.net.httpserver.HttpServer;
import dev.espalier.kernel.session.CellResult;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.stream.Stream;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.TestInstance;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.Arguments;
import org.junit.jupiter.params.provider.MethodSource;

@TestInstance(TestInstance.Lifecycle.PER_CLASS)
class ToolsTest {

    private final Notebook notebook = new Notebook();

    @TempDir
    private Path folder;

    @AfterAll
    void close() {
        notebook.close();
    }

    /** Cells with their values. */
    static Stream<Arguments> values() {
        return Stream.of(
                arguments("%time 6 * 7", "42"),
                arguments("%time var six = 6;\n%time six * 7", "42"),
                arguments("var r = %time \"a;b\".length();\nr", "3"),
                arguments("%%time\nint a = 3;\na + 1", "4"),
                arguments("%time %who_ls Nothing", "[]"),
                arguments("var t = %timeit -n 3 -r 2 -q Math.sqrt(2)\nt.loops() + \" \" + t.runs().size()", "3 2"),
                arguments("%%capture shown\nSystem.out.print(\"x\");\nSystem.err.print(\"y\");\n7", null),
                arguments("shown.stdout() + shown.stderr() + shown.outputs().get(0).plain()", "xy7"),
                arguments("var lines = %sx printf 'a\\nb\\n'\nlines.size() + lines.get(1)", "2b"),
                arguments("!!printf 'c d'", "[c d]"),
                arguments("var n = 5;\nvar five = %system echo {n}{none}\nfive.text()", "5{none}"),
                arguments(
                        "var braces = %sx echo '{n + 1} {{n}} {\"a}\".length()}' {n}{{3,4}} x{3}\nbraces.text()",
                        "6 {n} 2 5{3,4} x{3}"),
                arguments(
                        "var shell = %sx printf '1 2\\n3 4\\n' | awk '{s += $2} END {print s}'; echo ${ESPALIER_NONE}{}\n"
                                + "shell.text()",
                        "6\n{}"),
                arguments("String none = null;\nvar nothing = %sx echo {none}\nnothing.text()", "null"),
                arguments("%%script sh -c 'echo \"$0 {n * 2}\"; cat >&2'\nx", null),
                arguments("var failed = %sx exit 3\nfailed.exitCode()", "3"),
                arguments("%%bash --out listed --err told\necho one; echo two >&2", null),
                arguments("listed.strip() + told.strip()", "onetwo"),
                arguments("%%script sh -s a b\necho $2 $#", null),
                arguments("%%html\n<b>x</b>", "<b>x</b>\n".strip()),
                arguments("%%markdown\n# T", "# T"),
                arguments(
                        "%env ESPALIER_TEST=a $HOME;\nvar e = %env ESPALIER_TEST\n((String) e).startsWith(\"a /\")",
                        "true"),
                arguments("%env ESPALIER_TEST = b\nvar f = %sx echo $ESPALIER_TEST\nf.text()", "b"),
                arguments("short x1 = 1; String x2 = \"s\";\n%who_ls short", "[x1]"),
                arguments("%alias twice echo %s-%s\nvar g = %twice p q\ng.text()", "p-q"),
                arguments("%alias_magic tt time\n%tt 1 + 1", "2"),
                arguments("Magics.define(\"hello\", words -> \"Hello \" + String.join(\" and \", words));", null),
                arguments("%hello 'you all' me", "Hello you all and me"),
                arguments("Magics.define(\"hello\", \"greets\", words -> \"Hi\");\nvar hi = %hello\nhi", "Hi"),
                arguments("Magics.defineCell(\"loud\", (words, body) -> body.toUpperCase());", null),
                arguments("%%loud\nabc", "ABC"));
    }

    @ParameterizedTest
    @MethodSource("values")
    void gives(String cell, String value) {
        if (value == null) {
            notebook.printed(cell);
        } else {
            assertThat(notebook.text(cell)).isEqualTo(value);
        }
    }

    /** Cells that fail, with what they say. */
    static Stream<Arguments> failures() {
        return Stream.of(
                arguments("%time", "%time: CODE is missing: Java, or a magic"),
                arguments("%timeit -n x 1", "%timeit: --loops 'x' is not a whole number from 1 to 1000000000"),
                arguments("%timeit -r", "%timeit: -r needs a value: a whole number from 1 to 100000"),
                arguments("%timeit %who", "%timeit runs Java in a loop, and magics cannot stand in one; use %time"),
                arguments("%cd /nowhere/at/all", "there is no directory /nowhere/at/all"),
                arguments("%env NOT_THERE_AT_ALL", "the environment has no variable NOT_THERE_AT_ALL"),
                arguments("%xdel nobody", "nothing is called nobody in this session"),
                arguments("%history 3..4", "%history: RANGES: '3..4' is no range of cells; write 4, 4-6 or 4-"),
                arguments("%unalias nobody", "there is no alias nobody"),
                arguments(
                        "%alias_magic x nothing-like-it",
                        "There is no magic %nothing-like-it; %lsmagic lists those there are"),
                arguments("%jars nowhere.jar", "there is no file or directory "),
                arguments(
                        "!echo {nowhere.size()}",
                        "the expression in {nowhere.size()}: cannot find variable nowhere; braces themselves are written"
                                + " {{nowhere.size()}}"),
                arguments(
                        "%cd {1 / 0}", "the expression in {1 / 0}: / by zero; braces themselves are written {{1 / 0}}"),
                arguments("%%bash\nexit 4", "bash ended with exit code 4"),
                arguments(
                        "%%script no-such-program-here\nx",
                        "the program 'no-such-program-here' cannot be started; is it installed?"),
                arguments("%%capture 1x\n2", "%%capture: VARIABLE: '1x' is no name for a variable"),
                arguments("%%writefile nowhere/at/all.txt\nx", "there is no directory"),
                arguments(
                        "%reset_selective [",
                        "%reset_selective: REGEX: '[' is no regular expression: Unclosed character class at 0"),
                arguments("%who --nonsense", "%who: there is no option '--nonsense'; it has no options"),
                arguments("%timeit", "%timeit: CODE is missing: Java, or a magic"),
                arguments(
                        "Magics.define(\"time\", words -> null);",
                        "there is a %time already: it tells how long a line of code takes; choose another name"),
                arguments(
                        "Magics.define(\"a b\", words -> null);",
                        "'a b' is no name of a magic; it may have letters, digits, - and _"));
    }

    @ParameterizedTest
    @MethodSource("failures")
    void refuses(String cell, String message) {
        assertThat(notebook.failure(cell)).startsWith(message);
    }

    /** Cells with the cursor at their end, and one way to go on. */
    static Stream<Arguments> completions() {
        return Stream.of(
                arguments("%timei", "timeit"),
                arguments("%%tim", "time"),
                arguments("%timeit --re", "--repeat"),
                arguments("%timeit -n 3 Math.sqr", "sqrt("),
                arguments("%time var q = \"a\".toUp", "toUpperCase("),
                arguments("%%capture x\nMath.sqr", "sqrt("),
                arguments("%%time\n%timei", "timeit"),
                arguments("%env PAT", "PATH"),
                arguments("%who Str", "String"),
                arguments("!ca", "cat"),
                arguments("%cat po", "pom.xml"),
                arguments("%%writefile -a p", "pom.xml"),
                arguments("%xdel known_var", "known_variable"),
                arguments("%defin", "defined"));
    }

    @ParameterizedTest
    @MethodSource("completions")
    void completes(String cell, String match) {
        notebook.run("String known_variable = \"\";");
        notebook.run("Magics.define(\"defined\", words -> null);");
        assertThat(notebook.completions(cell)).contains(match);
    }

    @Test
    void everyToolHasHelpWithAnExample() {
        assertThat(Tools.all()).allSatisfy(tool -> {
            assertThat(tool.schema().examples()).as(tool.schema().call()).isNotEmpty();
            assertThat(notebook.text("%" + tool.schema().name() + "?"))
                    .containsPattern("%%?" + tool.schema().name());
        });
        assertThat(notebook.text("%timeit?"))
                .startsWith("%timeit [-n|--loops N] [-r|--repeat N] [-p|--precision N] [-c|--cpu]\n"
                        + "    [-q|--quiet] [-v|--verbose] CODE\nMeasures how long");
    }

    @Test
    void timesTellWallAndCompileTime() {
        assertThat(notebook.printed("%time Thread.sleep(20);"))
                .containsPattern("wall time: \\d+(\\.\\d+)? m?s, CPU time of all threads: .*, allocated: .*"
                        + "(, before that compiled in .*)?\n");
        assertThat(notebook.printed("%time -q int quiet = 1;")).isEmpty();
        assertThat(notebook.printed("%time --no-raise-error int bad = 1 / 0;")).contains("wall time");
        assertThat(notebook.err()).contains("by zero");
        assertThat(notebook.run("%time throw new IllegalStateException(\"no\");"))
                .isInstanceOf(CellResult.Failure.class);
        assertThat(notebook.out()).contains("wall time");
    }

    @Test
    void timeitMeasuresStatementsAndSetup() {
        assertThat(notebook.text("%timeit -n 10 -r 3 -v for (int i = 0; i < 3; i++) { Math.sqrt(i); }"))
                .containsPattern(
                        "^\\S+ [mnµ]?s ± \\S+ [mnµ]?s per loop, best .* \\(mean ± sd of 3 runs of 10 loops each\\)");
        assertThat(notebook.out().lines()).hasSize(3);
        assertThat(notebook.text("%%timeit -n 10 -r 2 var list = new ArrayList<Integer>()\nlist.add(1);\nlist.size();"))
                .contains("mean ± sd of 2 runs of 10 loops each");
        assertThat(notebook.text("%timeit -c -n 2 -r 1 \"a\".repeat(3)"))
                .endsWith("(mean ± sd of 1 run of 2 loops each, CPU time)");
        assertThat(notebook.failure("%timeit nowhere + 1")).isEqualTo("%timeit: cannot find variable nowhere");
    }

    @Test
    void filesAreWrittenAndAppendedRelativeToTheDirectory() throws Exception {
        assertThat(notebook.printed("%cd '" + folder + "'").strip())
                .isEqualTo(folder.toRealPath().toString());
        assertThat(notebook.printed("%%writefile a.txt\none\n"))
                .isEqualTo("Writing " + folder.toRealPath().resolve("a.txt") + "\n");
        assertThat(notebook.printed("%%writefile -a a.txt\ntwo")).startsWith("Appending to ");
        assertThat(folder.resolve("a.txt")).hasContent("one\ntwo\n");
        assertThat(notebook.printed("%%file a.txt\nthree")).startsWith("Overwriting ");
        assertThat(notebook.text("var all = %ls\nall")).isEqualTo("[a.txt]");
        assertThat(notebook.printed("!cat a.txt")).isEqualTo("three\n");
        assertThat(notebook.completions("%cat ")).containsExactly("a.txt");
        assertThat(notebook.printed("%cd -")).isNotBlank();
        assertThat(notebook.text("%pwd")).isEqualTo(Path.of("").toAbsolutePath().toString());
        Files.delete(folder.resolve("a.txt"));
    }

    @Test
    void aRunningProgramIsStoppedWithAllItStarted() throws Exception {
        Path ids = folder.resolve("ids");
        Thread user = new Thread(() -> {
            while (!Files.exists(ids)) {
                Thread.onSpinWait();
            }
            notebook.session.interrupt();
        });
        user.start();
        assertThat(notebook.run(
                        "%%bash\nsleep 300 &\necho $! > '" + ids + ".new'; mv '" + ids + ".new' '" + ids + "'; wait"))
                .isEqualTo(new CellResult.Interrupted());
        user.join();
        long child = Long.parseLong(Files.readString(ids).strip());
        ProcessHandle.of(child).ifPresent(handle -> handle.onExit().join());
        assertThat(ProcessHandle.of(child).filter(ProcessHandle::isAlive)).isEmpty();
    }

    @Test
    void historyIsPrintedSearchedRunAndSaved() throws Exception {
        try (Notebook fresh = new Notebook()) {
            fresh.run("int a = 1;");
            fresh.run("a + 41");
            fresh.run("int a = 1;");
            assertThat(fresh.printed("%history -n 1-2")).isEqualTo("[1] int a = 1;\n[2] a + 41\n");
            assertThat(fresh.printed("%history -o 2")).isEqualTo("a + 41\n42\n");
            assertThat(fresh.printed("%history -u -n -g 'a = *'")).isEqualTo("[3] int a = 1;\n");
            assertThat(fresh.text("var h = %history 2\nh")).isEqualTo("a + 41");
            assertThat(fresh.text("%rerun 2")).isEqualTo("42");
            fresh.printed("%save '" + folder.resolve("s.jsh") + "' 1 2");
            assertThat(folder.resolve("s.jsh")).hasContent("// %%\nint a = 1;\n\n// %%\na + 41\n");
            assertThat(fresh.failure("%save '" + folder.resolve("s.jsh") + "' 1"))
                    .contains("already");
        }
    }

    @Test
    void loadsFilesAndPagesOrPrintsThemWhereThereIsNoFrontEnd() throws Exception {
        Path file = Files.writeString(folder.resolve("x.jsh"), "one\ntwo\nthree\n");
        assertThat(notebook.printed("%load -r 2-3 '" + file + "'")).isEqualTo("two\nthree\n");
        assertThat(notebook.text("var text = %load '" + file + "'\ntext.length()"))
                .isEqualTo("14");
        assertThat(notebook.failure("%load -r 9 '" + file + "'")).endsWith("has 3 lines; none of them was asked for");
        Files.delete(file);
        assertThat(notebook.failure("%load '" + file + "'")).isEqualTo("there is no file " + file);
        HttpServer server = HttpServer.create(new InetSocketAddress(InetAddress.getLoopbackAddress(), 0), 0);
        server.createContext("/code", exchange -> {
            exchange.sendResponseHeaders(200, 2);
            exchange.getResponseBody().write("ok".getBytes(StandardCharsets.US_ASCII));
            exchange.close();
        });
        server.start();
        try {
            String address = "http://127.0.0.1:" + server.getAddress().getPort();
            assertThat(notebook.printed("%load " + address + "/code")).isEqualTo("ok\n");
            assertThat(notebook.failure("%load " + address + "/none"))
                    .isEqualTo(address + "/none answers with status 404");
        } finally {
            server.stop(0);
        }
    }

    @Test
    void resetForgetsWhatWasDeclared() {
        try (Notebook fresh = new Notebook()) {
            fresh.run("int tmp1 = 1; int tmp2 = 2; int keep = 3; int twice(int n) { return 2 * n; }");
            assertThat(fresh.printed("%reset_selective ^tmp")).isEqualTo("forgotten: tmp1, tmp2\n");
            assertThat(fresh.text("twice(keep)")).isEqualTo("6");
            assertThat(fresh.printed("%reset keep")).isEqualTo("forgotten: keep\n");
            assertThat(fresh.failure("keep")).contains("cannot find variable keep");
            assertThat(fresh.printed("%reset -f")).isEqualTo("forgotten: twice\n");
            assertThat(fresh.printed("%who")).isEqualTo("no variables\n");
            assertThat(fresh.text("List.of(1)")).as("imports stay").isEqualTo("[1]");
        }
    }

    @Test
    void whosSaysWhatVariablesHold() {
        try (Notebook fresh = new Notebook()) {
            fresh.run("int n = 3; String s = \"<b>\"; List<String> all = List.of(\"x\", \"y\"); int[] none = null;");
            assertThat(fresh.text("%whos"))
                    .isEqualTo("n     int           3\ns     String        \"<b>\"\nall   List<String>  2 elements\n"
                            + "none  int[]         null");
            assertThat(fresh.value("%whos String").data().get("text/html"))
                    .contains("&lt;b&gt;")
                    .doesNotContain("<b>");
        }
    }

    @Test
    void renderersAreDefinedInOneLine() {
        notebook.run("record Point(int x, int y) {}");
        notebook.run("showAs(Point.class, p -> html(\"<b>\" + p.x() + \"</b>\"));");
        assertThat(notebook.value("new Point(3, 4)").data()).containsEntry("text/html", "<b>3</b>");
        notebook.run("display(new Point(5, 4));");
        assertThat(notebook.displayed()).singleElement().satisfies(shown -> assertThat(shown.data())
                .containsEntry("text/html", "<b>5</b>"));
        notebook.run(
                "record Own(int x) implements Showable { public MimeBundle show() { return markdown(\"*\" + x + \"*\"); } }");
        assertThat(notebook.value("new Own(1)").data()).containsEntry("text/markdown", "*1*");
    }
}
