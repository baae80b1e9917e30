package dev.espalier.kernel.protocol;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import com.google.gson.JsonArray;
import com.google.gson.JsonObject;
import com.google.gson.JsonParser;
import dev.espalier.kernel.evaluate.Options;
import dev.espalier.kernel.magic.Magics;
import dev.espalier.kernel.protocol.FrontEnd.Reply;
import dev.espalier.kernel.render.Renderers;
import dev.espalier.kernel.session.Session;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.stream.Collectors;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

@Timeout(120)
class KernelServerTest {

    private FrontEnd frontEnd;

    @BeforeEach
    void start() throws Exception {
        frontEnd = new FrontEnd(() -> new Session(Options.defaults(), Magics.installed(), Renderers.installed()));
    }

    @AfterEach
    void end() throws InterruptedException {
        frontEnd.close();
    }

    private Reply ask(String type, Object... content) {
        return frontEnd.shellReply(frontEnd.ask(type, Json.object(content)));
    }

    @Test
    void itIntroducesItselfAsJava() {
        Reply reply = ask("kernel_info_request");
        assertThat(reply.type()).isEqualTo("kernel_info_reply");
        assertThat(reply.text("status")).isEqualTo("ok");
        assertThat(reply.text("protocol_version")).isEqualTo("5.3");
        JsonObject language = reply.content().getAsJsonObject("language_info");
        assertThat(language.get("name").getAsString()).isEqualTo("java");
        assertThat(language.get("mimetype").getAsString()).isEqualTo("text/x-java");
        assertThat(language.get("codemirror_mode").getAsString()).isEqualTo("text/x-java");
        assertThat(language.get("file_extension").getAsString()).isEqualTo(".jsh");
        String id = frontEnd.askControl("kernel_info_request", new JsonObject());
        assertThat(frontEnd.controlReply(id).text("implementation")).isEqualTo("espalier");
        assertThat(frontEnd.beat("ping")).isEqualTo("ping");
    }

    @Test
    void aCellIsEchoedRunAndAnswered() {
        String id = frontEnd.execute("System.out.print(\"a\"); System.err.print(\"b\");\n40 + 2");
        Reply reply = frontEnd.shellReply(id);
        assertThat(reply.type()).isEqualTo("execute_reply");
        assertThat(reply.content())
                .isEqualTo(JsonParser.parseString(
                        "{\"execution_count\": 1, \"payload\": [], \"user_expressions\": {}, \"status\": \"ok\"}"));
        assertThat(frontEnd.published().text("execution_state")).isEqualTo("busy");
        assertThat(frontEnd.published().type()).isEqualTo("execute_input");
        List<Reply> published = frontEnd.untilIdle(id);
        assertThat(published).extracting(Reply::type).containsExactly("stream", "stream", "execute_result");
        assertThat(published.get(0).content()).isEqualTo(Json.object("name", "stdout", "text", "a"));
        assertThat(published.get(1).content()).isEqualTo(Json.object("name", "stderr", "text", "b"));
        assertThat(published
                        .get(2)
                        .content()
                        .getAsJsonObject("data")
                        .get("text/plain")
                        .getAsString())
                .isEqualTo("42");
        assertThat(frontEnd.run("1").content().get("execution_count").getAsInt())
                .isEqualTo(2);
    }

    @Test
    void anErrorIsPublishedAndRepliedAndOtherRequestsAreStillAnswered() {
        String hold = frontEnd.execute("Thread.sleep(300);\nint x = nowhere;");
        String other = frontEnd.ask("kernel_info_request", new JsonObject());
        Reply reply = frontEnd.shellReply(hold);
        assertThat(reply.text("status")).isEqualTo("error");
        assertThat(reply.text("ename")).isEqualTo("CompilationError");
        assertThat(reply.text("evalue")).isEqualTo("cannot find variable nowhere");
        assertThat(FrontEnd.strings(reply.content().getAsJsonArray("traceback")))
                .containsExactly(
                        "\u001b[1mline 2: cannot find variable nowhere\u001b[0m",
                        "    int x = nowhere;",
                        "\u001b[38;5;167m            ^^^^^^^\u001b[0m");
        assertThat(frontEnd.shellReply(other).text("status")).isEqualTo("ok");
        assertThat(frontEnd.untilIdle(hold)).extracting(Reply::type).containsExactly("error");
        assertThat(frontEnd.run("1").text("status")).isEqualTo("ok");
    }

    @Test
    void queuedCellsAreAnsweredAborted() {
        frontEnd.execute("Thread.sleep(300);\nthrow new IllegalStateException(\"x\");");
        String queued = frontEnd.execute("System.out.print(\"never\");");
        assertThat(frontEnd.shellReply(queued).text("status")).isEqualTo("aborted");
        assertThat(frontEnd.untilIdle(queued)).isEmpty();
    }

    @Test
    void withoutStopOnErrorQueuedCellsRun() {
        frontEnd.ask(
                "execute_request",
                Json.object("code", "Thread.sleep(300);\nthrow new IllegalStateException();", "stop_on_error", false));
        assertThat(frontEnd.shellReply(frontEnd.execute("1")).text("status")).isEqualTo("ok");
    }

    @Test
    void aCellThatPrintsMuchLosesNothingAndBecomesIdle() {
        String id = frontEnd.execute("for (int i = 0; i < 20_000; i++) { System.out.println(\"line \" + i); }");
        List<Reply> published = frontEnd.untilIdle(id);
        String text = published.stream().map(r -> r.text("text")).collect(Collectors.joining());
        assertThat(text.lines()).hasSize(20_000).first().isEqualTo("line 0");
        assertThat(text).endsWith("line 19999\n");
        assertThat(published).hasSizeLessThan(1_000);
    }

    @Test
    void silentCellsAreNeitherCountedNorShown() {
        String id = frontEnd.ask("execute_request", Json.object("code", "1 + 1", "silent", true));
        assertThat(frontEnd.shellReply(id).content().get("execution_count").getAsInt())
                .isZero();
        assertThat(frontEnd.untilIdle(id)).isEmpty();
        ask("execute_request", "code", "2", "store_history", false);
        assertThat(ask("execute_request", "code", "3")
                        .content()
                        .get("execution_count")
                        .getAsInt())
                .isEqualTo(1);
        assertThat(ask("history_request", "hist_access_type", "tail", "n", 5)
                        .content()
                        .get("history"))
                .isEqualTo(JsonParser.parseString("[[1, 1, \"3\"]]"));
    }

    @Test
    void userExpressionsAreEvaluatedAfterTheCell() {
        JsonObject expressions = Json.object("good", "n + 1", "bad", "nowhere");
        JsonObject answers = ask("execute_request", "code", "int n = 1;", "user_expressions", expressions)
                .content()
                .getAsJsonObject("user_expressions");
        assertThat(answers.getAsJsonObject("good").toString())
                .contains("\"status\":\"ok\"")
                .contains("\"text/plain\":\"2\"");
        assertThat(answers.getAsJsonObject("bad").get("ename").getAsString()).isEqualTo("CompilationError");
        assertThat(answers.getAsJsonObject("bad").get("status").getAsString()).isEqualTo("error");
    }

    @ParameterizedTest
    @CsvSource(
            delimiter = '|',
            value = {"1 + 1|complete", "for (;;) {|incomplete", "int x = ;|invalid", "String t = \"\"\"|incomplete"})
    void consolesLearnWhetherACellIsComplete(String code, String status) {
        assertThat(ask("is_complete_request", "code", code).text("status")).isEqualTo(status);
    }

    @Test
    void completionCountsInCodePoints() {
        String code = "/* 😀 */ Math.ma";
        Reply reply = ask("complete_request", "code", code, "cursor_pos", code.codePointCount(0, code.length()));
        assertThat(FrontEnd.strings(reply.content().getAsJsonArray("matches"))).containsExactly("max(");
        assertThat(reply.content().get("cursor_start").getAsInt()).isEqualTo(13);
        assertThat(reply.content().get("cursor_end").getAsInt()).isEqualTo(15);
    }

    @Test
    void inspectionFindsOrSaysThatItDoesNot() {
        Reply found = ask("inspect_request", "code", "Math.max(1, 2)", "cursor_pos", 6, "detail_level", 0);
        assertThat(found.content().get("found").getAsBoolean()).isTrue();
        assertThat(found.content().getAsJsonObject("data").get("text/plain").getAsString())
                .contains("int Math.max(int a, int b)");
        assertThat(ask("inspect_request", "code", "zzz", "cursor_pos", 2)
                        .content()
                        .get("found")
                        .getAsBoolean())
                .isFalse();
    }

    @Test
    void aQuestionMarkOpensThePager() {
        JsonArray payload = frontEnd.run("Math.max?").content().getAsJsonArray("payload");
        JsonObject page = payload.get(0).getAsJsonObject();
        assertThat(page.get("source").getAsString()).isEqualTo("page");
        assertThat(page.getAsJsonObject("data").get("text/plain").getAsString()).contains("Math.max(int a, int b)");
    }

    @Test
    void historyIsFoundByTailRangeAndSearch() {
        List.of("int a = 1;", "a", "int b = 2;", "a").forEach(frontEnd::run);
        assertThat(history("hist_access_type", "tail", "n", 1)).isEqualTo("[[1,4,\"a\"]]");
        assertThat(history("hist_access_type", "range", "session", 0, "start", 2, "stop", 4))
                .isEqualTo("[[1,2,\"a\"],[1,3,\"int b = 2;\"]]");
        assertThat(history("hist_access_type", "range", "session", -1)).isEqualTo("[]");
        assertThat(history("hist_access_type", "search", "pattern", "int*", "n", 9))
                .isEqualTo("[[1,1,\"int a = 1;\"],[1,3,\"int b = 2;\"]]");
        assertThat(history("hist_access_type", "search", "pattern", "?", "unique", true, "output", true))
                .isEqualTo("[[1,4,[\"a\",\"1\"]]]");
        assertThat(ask("history_request", "hist_access_type", "all").text("evalue"))
                .isEqualTo("hist_access_type is all, expected tail, range or search");
    }

    private String history(Object... content) {
        return ask("history_request", content).content().get("history").toString();
    }

    @Test
    void aBusyLoopIsStoppedByMessageAndTheStateStays() {
        String id = frontEnd.execute("int kept = 7;\nSystem.out.print(\"go\");\nwhile (true) {}");
        while (!frontEnd.published().type().equals("stream")) {
            // until the cell runs
        }
        String interrupt = frontEnd.askControl("interrupt_request", new JsonObject());
        assertThat(frontEnd.controlReply(interrupt).text("status")).isEqualTo("ok");
        Reply reply = frontEnd.shellReply(id);
        assertThat(reply.text("ename")).isEqualTo("Interrupted");
        String after = frontEnd.execute("kept");
        assertThat(frontEnd.shellReply(after).text("status")).isEqualTo("ok");
        assertThat(frontEnd.untilIdle(after).get(0).content().toString()).contains("\"7\"");
    }

    @Test
    void aPrintingLoopIsStoppedAndTheKernelStillTalks() {
        String id = frontEnd.execute("while (true) { System.out.println(\"spam spam spam\"); }");
        while (!frontEnd.published().type().equals("stream")) {
            // until the cell runs
        }
        frontEnd.askControl("interrupt_request", new JsonObject());
        assertThat(frontEnd.shellReply(id).text("ename")).isEqualTo("Interrupted");
        assertThat(frontEnd.untilIdle(id)).last().extracting(Reply::type).isEqualTo("error");
        assertThat(frontEnd.run("1").text("status")).isEqualTo("ok");
    }

    @Test
    void forgedRepeatedAndMalformedMessagesAreDropped() {
        JsonObject cell = Json.object("code", "int forged = 1;");
        frontEnd.forge("execute_request", cell);
        frontEnd.sendRaw("no delimiter at all");
        frontEnd.sendRaw("<IDS|MSG>", "too", "few");
        frontEnd.sendRaw("<IDS|MSG>", "", "{}", "{}", "{}", "{}");
        assertThat(frontEnd.run("forged").text("evalue")).isEqualTo("cannot find variable forged");
    }

    @Test
    void aRequestWithoutItsFieldsIsAnsweredWithAnError() {
        Reply reply = ask("execute_request");
        assertThat(reply.text("status")).isEqualTo("error");
        assertThat(reply.text("evalue")).isEqualTo("execute_request lacks the field code");
        assertThat(ask("complete_request", "code", "Ma", "cursor_pos", 99).text("status"))
                .isEqualTo("ok");
    }

    @Test
    void aSessionThatCannotOpenIsAnErrorAndNotSilence() throws Exception {
        try (FrontEnd broken = new FrontEnd(() -> {
            throw new IllegalArgumentException("import nowhere.Thing: package nowhere does not exist");
        })) {
            Reply reply = broken.run("1");
            assertThat(reply.text("status")).isEqualTo("error");
            assertThat(reply.text("evalue")).isEqualTo("import nowhere.Thing: package nowhere does not exist");
        }
    }

    @Test
    void commsAreRefused() {
        String id =
                frontEnd.ask("comm_open", Json.object("comm_id", "c1", "target_name", "t", "data", new JsonObject()));
        Reply close = frontEnd.untilIdle(id).get(0);
        assertThat(close.type()).isEqualTo("comm_close");
        assertThat(close.text("comm_id")).isEqualTo("c1");
    }

    @ParameterizedTest
    @CsvSource({"true", "false"})
    void itShutsDownWhenAskedEvenWhileACellRuns(boolean restart) throws Exception {
        frontEnd.execute("while (true) {}");
        String id = frontEnd.askControl("shutdown_request", Json.object("restart", restart));
        Reply reply = frontEnd.controlReply(id);
        assertThat(reply.content().get("restart").getAsBoolean()).isEqualTo(restart);
        frontEnd.kernel.awaitStop();
        frontEnd.kernel.close();
    }

    @Test
    void aFileThatIsNoConnectionFileIsRefused(@TempDir Path directory) throws IOException {
        Path file = Files.writeString(directory.resolve("kernel.json"), "{\"ip\": ");
        assertThatThrownBy(() -> KernelServer.run(file))
                .isInstanceOf(IOException.class)
                .hasMessageStartingWith(file + " is not a connection file: ");
        Files.writeString(file, "{}");
        assertThatThrownBy(() -> KernelServer.run(file))
                .hasMessage(file + " is not a connection file: it lacks transport and ip");
    }
}
