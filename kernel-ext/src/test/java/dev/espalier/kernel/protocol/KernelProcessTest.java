package dev.espalier.kernel.protocol;

import static org.assertj.core.api.Assertions.assertThat;

import com.google.gson.JsonObject;
import com.google.gson.JsonParser;
import dev.espalier.kernel.protocol.FrontEnd.Door;
import dev.espalier.kernel.protocol.FrontEnd.Reply;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;
import java.util.stream.Stream;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/** The whole kernel in a process of its own, as front ends have it. */
@Timeout(300)
class KernelProcessTest {

    @TempDir
    private Path folder;

    private FrontEnd frontEnd;

    @BeforeEach
    void start() throws Exception {
        frontEnd = FrontEnd.ofProcess(
                folder, Map.of(HistoryFolder.VARIABLE, folder.resolve("history").toString()));
    }

    @AfterEach
    void end() throws InterruptedException {
        frontEnd.close();
    }

    private JsonObject ask(String type, Object... content) {
        return frontEnd.shellReply(frontEnd.ask(type, Json.object(content))).content();
    }

    private String history(Object... content) {
        return ask("history_request", content).get("history").toString();
    }

    private String value(String cell) {
        String id = frontEnd.execute(cell);
        assertThat(frontEnd.shellReply(id).text("status")).isEqualTo("ok");
        return frontEnd.untilIdle(id).stream()
                .filter(r -> r.type().equals("execute_result"))
                .map(r -> r.content().getAsJsonObject("data").get("text/plain").getAsString())
                .findFirst()
                .orElseThrow();
    }

    @Test
    void theHistorySurvivesARestartAndTheStateDoesNot() throws Exception {
        List.of("int a = 1;", "a + 1", "Math.max?").forEach(frontEnd::run);
        ask("execute_request", "code", "a + 2", "store_history", false);
        String id = frontEnd.askControl("shutdown_request", Json.object("restart", true));
        assertThat(frontEnd.controlReply(id).content())
                .isEqualTo(JsonParser.parseString("{\"restart\": true, \"status\": \"ok\"}"));
        assertThat(frontEnd.process.waitFor()).isZero();
        frontEnd.close();
        start();
        assertThat(frontEnd.run("a").text("evalue")).isEqualTo("cannot find variable a");
        assertThat(history("hist_access_type", "tail", "n", 3, "output", true))
                .isEqualTo("[[1,2,[\"a + 1\",\"2\"]],[1,3,[\"Math.max?\",null]],[2,1,[\"a\",null]]]");
        assertThat(history("hist_access_type", "range", "session", -1, "start", 2, "stop", 3))
                .isEqualTo("[[1,2,\"a + 1\"]]");
        assertThat(history("hist_access_type", "search", "pattern", "*a*", "n", 2, "unique", true))
                .isEqualTo("[[1,3,\"Math.max?\"],[2,1,\"a\"]]");
    }

    @Test
    void nobodyElseIsListenedToAndTheLogCountsWhoTried() throws Exception {
        assertThat(frontEnd.run("int count = 0;").text("status")).isEqualTo("ok");
        byte[][] parts = Stream.of(
                        "{\"msg_id\":\"m\",\"session\":\"s\",\"username\":\"u\",\"version\":\"5.3\","
                                + "\"date\":\"2026-01-01T00:00:00Z\",\"msg_type\":\"execute_request\"}",
                        "{}",
                        "{}",
                        "{\"code\":\"count++;\"}")
                .map(part -> part.getBytes(StandardCharsets.UTF_8))
                .toArray(byte[][]::new);
        String sentOnce = frontEnd.signature(parts);
        frontEnd.sendRaw(Door.SHELL, frames(sentOnce, parts));
        frontEnd.sendRaw(Door.SHELL, frames(sentOnce, parts)); // replayed
        frontEnd.sendRaw(Door.SHELL, frames("", parts)); // unsigned
        frontEnd.forge("execute_request", Json.object("code", "count++;")); // signed by someone else
        byte[][] tampered = parts.clone();
        tampered[3] = "{\"code\":\"count += 9;\"}".getBytes(StandardCharsets.UTF_8);
        frontEnd.sendRaw(Door.SHELL, frames(sentOnce, tampered));
        assertThat(value("count")).isEqualTo("1");
        assertThat(Files.readAllLines(folder.resolve("log")))
                .contains(
                        "espalier: dropped a message that is not signed with this connection's key, or came before"
                                + " (1 so far)",
                        "espalier: dropped a message that is not signed with this connection's key, or came before"
                                + " (4 so far)");
    }

    private static byte[][] frames(String signature, byte[][] parts) {
        return Stream.concat(
                        Stream.of("<IDS|MSG>", signature).map(frame -> frame.getBytes(StandardCharsets.UTF_8)),
                        Stream.of(parts))
                .toArray(byte[][]::new);
    }

    @Test
    void thereAreNoCommsAndWhoOpensOneIsTold() {
        assertThat(ask("comm_info_request")).isEqualTo(JsonParser.parseString("{\"comms\": {}, \"status\": \"ok\"}"));
        String open = frontEnd.ask(
                "comm_open", Json.object("comm_id", "c", "target_name", "jupyter.widget", "data", new JsonObject()));
        assertThat(frontEnd.untilIdle(open)).extracting(Reply::type).containsExactly("comm_close");
        // What comes on a comm that is not open is nobody's, and answered by nothing.
        frontEnd.ask("comm_msg", Json.object("comm_id", "c", "data", new JsonObject()));
        assertThat(ask("comm_info_request", "target_name", "jupyter.widget").get("comms"))
                .isEqualTo(new JsonObject());
    }

    @Test
    void expressionsOfTheUserAreJudgedOneByOneAndSeeTheCell() {
        JsonObject answers = ask(
                        "execute_request",
                        "code",
                        "int n = 1;",
                        "silent",
                        true,
                        "user_expressions",
                        Json.object("n", "n + 1", "none", "nowhere", "thrown", "n / 0"))
                .getAsJsonObject("user_expressions");
        assertThat(answers.getAsJsonObject("n")
                        .getAsJsonObject("data")
                        .get("text/plain")
                        .getAsString())
                .isEqualTo("2");
        assertThat(answers.getAsJsonObject("none").get("evalue").getAsString())
                .isEqualTo("cannot find variable nowhere");
        assertThat(answers.getAsJsonObject("thrown").get("ename").getAsString())
                .isEqualTo("java.lang.ArithmeticException");
        assertThat(ask("execute_request", "code", "nowhere", "user_expressions", Json.object("n", "n"))
                        .has("user_expressions"))
                .isFalse();
    }

    @Test
    void aPasswordLeavesNoTrace() throws Exception {
        String id = frontEnd.execute("getpass(\"Key? \").length()");
        assertThat(frontEnd.asked().content()).isEqualTo(Json.object("prompt", "Key? ", "password", true));
        frontEnd.answer("open sesame");
        assertThat(frontEnd.shellReply(id).text("status")).isEqualTo("ok");
        assertThat(frontEnd.untilIdle(id).toString()).contains("\"11\"").doesNotContain("sesame");
        assertThat(history("hist_access_type", "tail", "output", true)).doesNotContain("sesame");
        assertThat(Files.readString(folder.resolve("log"))).doesNotContain("sesame");
    }

    @ParameterizedTest
    @CsvSource({"while (true) {}", "Thread.sleep(1_000_000);", "input(\"?\");"})
    void itEndsWhileACellRunsAndLeavesItsPorts(String cell) throws Exception {
        frontEnd.execute("System.out.println(\"on it\");\n" + cell);
        while (!frontEnd.published().type().equals("stream")) {
            // until the cell runs
        }
        String id = frontEnd.askControl("shutdown_request", Json.object("restart", false));
        assertThat(frontEnd.controlReply(id).content().get("restart").getAsBoolean())
                .isFalse();
        assertThat(frontEnd.process.waitFor()).isZero();
        frontEnd.close();
        // Another kernel gets the same ones.
        try (FrontEnd next = frontEnd.again(folder)) {
            assertThat(next.run("1").text("status")).isEqualTo("ok");
        }
    }
}
