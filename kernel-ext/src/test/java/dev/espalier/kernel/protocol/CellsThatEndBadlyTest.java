package dev.espalier.kernel.protocol;

import static org.assertj.core.api.Assertions.assertThat;

import dev.espalier.kernel.protocol.FrontEnd.Reply;
import java.nio.file.Path;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** What would end a JVM ends the cell alone: seen by a front end, from a kernel in a small process of its own. */
@Timeout(600)
class CellsThatEndBadlyTest {

    @TempDir
    private static Path folder;

    private static FrontEnd frontEnd;

    @BeforeAll
    static void start() throws Exception {
        frontEnd = FrontEnd.ofProcess(folder, "-Xmx160m", "--add-opens=jdk.jshell/jdk.jshell=ALL-UNNAMED");
        assertThat(frontEnd.run("int before = 41;").text("status")).isEqualTo("ok");
    }

    @AfterAll
    static void end() throws InterruptedException {
        frontEnd.close();
    }

    private static void fails(String cell, String error, String message) {
        String id = frontEnd.execute(cell);
        Reply reply = frontEnd.shellReply(id);
        assertThat(reply.text("status")).isEqualTo("error");
        assertThat(reply.text("ename")).isEqualTo(error);
        assertThat(reply.text("evalue")).contains(message);
        assertThat(frontEnd.untilIdle(id)).extracting(Reply::type).contains("error");
        gives("before + 1", "42");
    }

    private static void gives(String cell, String value) {
        String id = frontEnd.execute(cell);
        assertThat(frontEnd.shellReply(id).text("status")).isEqualTo("ok");
        Reply result = frontEnd.untilIdle(id).stream()
                .filter(r -> r.type().equals("execute_result"))
                .findFirst()
                .orElseThrow();
        assertThat(result.content().getAsJsonObject("data").get("text/plain").getAsString())
                .isEqualTo(value);
        assertThat(frontEnd.process.isAlive()).isTrue();
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "{ var all = new ArrayList<byte[]>(); while (true) { all.add(new byte[1 << 20]); } }",
                "{ Object[] last = null; while (true) { last = new Object[] {last, \"small\"}; } }",
                "new long[Integer.MAX_VALUE - 8]"
            })
    void whoTakesAllMemory(String cell) {
        fails(cell, "java.lang.OutOfMemoryError", "");
    }

    @Test
    void whoTakesAllMemoryAndKeepsIt() {
        String id =
                frontEnd.execute("var kept = new ArrayList<byte[]>();\nwhile (true) { kept.add(new byte[1 << 18]); }");
        assertThat(frontEnd.shellReply(id).text("ename")).isEqualTo("java.lang.OutOfMemoryError");
        frontEnd.untilIdle(id);
        // What fills the memory is a variable of the user's: it can be dropped, and all is well again.
        assertThat(frontEnd.run("kept = null;").text("status")).isEqualTo("ok");
        gives("before + 1", "42");
        fails("new ArrayList<>(java.util.Collections.nCopies(100_000_000, 1))", "java.lang.OutOfMemoryError", "");
    }

    @Test
    void whoRecursesForEver() {
        fails("int deep(int n) { return deep(n + 1) + 1; }\ndeep(0)", "java.lang.StackOverflowError", "");
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "System.exit(3);",
                "Runtime.getRuntime().exit(3);",
                "Runtime.getRuntime().halt(3);",
                "java.util.stream.IntStream.of(3).forEach(System::exit);"
            })
    void whoExits(String cell) {
        fails(cell, "java.lang.IllegalStateException", "System.exit(3) ends this cell only");
    }
}
