package dev.espalier.kernel.protocol;

import static org.assertj.core.api.Assertions.assertThat;

import com.google.gson.JsonObject;
import dev.espalier.kernel.evaluate.Options;
import dev.espalier.kernel.magic.Magics;
import dev.espalier.kernel.render.Renderers;
import dev.espalier.kernel.session.Session;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.List;
import java.util.Random;
import java.util.function.Consumer;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;

/** Whatever arrives, the kernel goes on. */
@Timeout(300)
class FuzzTest {

    private static final List<String> TYPES = Dispatcher.SHELL.stream()
            .filter(type -> !type.equals("shutdown_request"))
            .sorted()
            .toList();
    private static final List<String> FIELDS = List.of(
            "code",
            "silent",
            "store_history",
            "user_expressions",
            "allow_stdin",
            "stop_on_error",
            "cursor_pos",
            "detail_level",
            "hist_access_type",
            "n",
            "session",
            "start",
            "stop",
            "pattern",
            "unique",
            "output",
            "comm_id",
            "target_name",
            "data");
    private static final List<String> VALUES = List.of(
            "null",
            "true",
            "-1",
            "0",
            "3",
            "1e99",
            "9223372036854775808",
            "\"\"",
            "\"tail\"",
            "\"range\"",
            "\"search\"",
            "\"*\"",
            "\"int x = ;\"",
            "\"}\"",
            "\"\\\"\\\"\\\"\"",
            "\"\\u0000\\ud800\"",
            "[]",
            "[[1]]",
            "{}",
            "{\"a\":{\"b\":[]}}",
            "{\"\":\"\"}",
            "NaN");

    private final Random random = new Random(7);
    private FrontEnd frontEnd;

    @BeforeEach
    void start() throws Exception {
        frontEnd = new FrontEnd(() -> new Session(Options.defaults(), Magics.installed(), Renderers.installed()));
    }

    @AfterEach
    void theKernelStillWorks() throws InterruptedException {
        assertThat(frontEnd.controlReply(frontEnd.askControl("kernel_info_request", new JsonObject()))
                        .text("status"))
                .isEqualTo("ok");
        // What waits behind a failed cell is not run: let everything be answered first.
        frontEnd.shellReply(frontEnd.ask("kernel_info_request", new JsonObject()));
        String id = frontEnd.execute("1 + 1");
        assertThat(frontEnd.shellReply(id).text("status")).isEqualTo("ok");
        assertThat(frontEnd.untilIdle(id).toString()).contains("\"2\"");
        assertThat(frontEnd.beat("still there?")).isEqualTo("still there?");
        frontEnd.close();
    }

    private String anyOf(List<String> values) {
        return values.get(random.nextInt(values.size()));
    }

    private byte[] noise(int most) {
        byte[] bytes = new byte[random.nextInt(most)];
        random.nextBytes(bytes);
        return bytes;
    }

    /** An object with some fields of any type. */
    private String content(int fields) {
        List<String> pairs = new ArrayList<>();
        for (int i = 0; i < fields; i++) {
            pairs.add('"' + anyOf(FIELDS) + "\":" + anyOf(VALUES));
        }
        return "{" + String.join(",", pairs) + "}";
    }

    private String header() {
        return "{\"msg_id\":\"m" + random.nextLong() + "\",\"session\":\"s\",\"username\":\"u\",\"version\":\"5.3\","
                + "\"date\":\"2026-01-01T00:00:00Z\",\"msg_type\":\"" + anyOf(TYPES) + "\"}";
    }

    private static byte[] bytes(String text) {
        return text.getBytes(StandardCharsets.UTF_8);
    }

    private void everywhere(Consumer<FrontEnd.Door> send) {
        for (FrontEnd.Door door : FrontEnd.Door.values()) {
            send.accept(door);
        }
    }

    @Test
    void noiseIsDropped() {
        for (int i = 0; i < 1000; i++) {
            List<byte[]> frames = new ArrayList<>();
            for (int f = random.nextInt(9); f >= 0; f--) {
                frames.add(random.nextInt(4) == 0 ? bytes("<IDS|MSG>") : noise(200));
            }
            everywhere(door -> frontEnd.sendRaw(door, frames.toArray(byte[][]::new)));
        }
    }

    @Test
    void signedNoiseIsDropped() {
        for (int i = 0; i < 500; i++) {
            byte[][] parts = {bytes(header()), bytes("{}"), bytes("{}"), bytes("{}")};
            parts[random.nextInt(4)] = random.nextBoolean() ? noise(100) : bytes(anyOf(VALUES));
            everywhere(door -> frontEnd.sendSigned(door, parts));
        }
    }

    @Test
    void headersOfTheWrongTypesAreDropped() {
        for (String field : List.of("msg_id", "session", "username", "version", "date", "msg_type")) {
            for (String value : VALUES) {
                String header = header().replaceFirst(
                                "\"" + field + "\":\"[^\"]*\"", "\"" + field + "\":" + value.replace("\\", "\\\\"));
                everywhere(door -> frontEnd.sendSigned(door, bytes(header), bytes("{}"), bytes("{}"), bytes("{}")));
            }
        }
    }

    @Test
    void requestsWithFieldsOfTheWrongTypesAreAnswered() {
        for (int i = 0; i < 2000; i++) {
            String content = content(random.nextInt(8));
            frontEnd.sendSigned(FrontEnd.Door.SHELL, bytes(header()), bytes("{}"), bytes("{}"), bytes(content));
        }
    }

    @Test
    void deepAndHugeMessagesAreSurvived() {
        String deep = "[".repeat(200_000) + "]".repeat(200_000);
        String objects = "{\"a\":".repeat(100_000) + "1" + "}".repeat(100_000);
        String huge = "\"" + "x".repeat(8 << 20) + "\"";
        for (String type : TYPES) {
            String header = header().replaceFirst("\"msg_type\":\"[^\"]*\"", "\"msg_type\":\"" + type + "\"");
            for (String value : List.of(deep, objects)) {
                for (String field : List.of("code", "user_expressions", "comm_id")) {
                    frontEnd.sendSigned(
                            FrontEnd.Door.SHELL,
                            bytes(header),
                            bytes("{}"),
                            bytes("{}"),
                            bytes("{\"code\":\"\",\"" + field + "\":" + value + "}"));
                }
                frontEnd.sendSigned(FrontEnd.Door.SHELL, bytes(value), bytes(value), bytes(value), bytes(value));
            }
        }
        String header = header().replaceFirst("\"msg_type\":\"[^\"]*\"", "\"msg_type\":\"execute_request\"");
        frontEnd.sendSigned(
                FrontEnd.Door.SHELL, bytes(header), bytes("{}"), bytes("{}"), bytes("{\"code\":" + huge + "}"));
        frontEnd.sendRaw(FrontEnd.Door.SHELL, noise(8 << 20));
    }

    @Test
    void aMessageThatCameBeforeIsDroppedOnEveryChannel() {
        frontEnd.run("int count = 0;");
        byte[][] increment = {
            bytes(header().replaceFirst("\"msg_type\":\"[^\"]*\"", "\"msg_type\":\"execute_request\"")),
            bytes("{}"),
            bytes("{}"),
            bytes("{\"code\":\"count++;\"}")
        };
        for (int i = 0; i < 50; i++) {
            everywhere(door -> frontEnd.sendSigned(door, increment));
        }
        String id = frontEnd.execute("count <= 1");
        assertThat(frontEnd.shellReply(id).text("status")).isEqualTo("ok");
        assertThat(frontEnd.untilIdle(id).toString()).contains("\"true\"");
    }
}
