package dev.espalier.kernel.protocol;

import static org.assertj.core.api.Assertions.assertThat;

import com.google.gson.JsonObject;
import dev.espalier.kernel.evaluate.Options;
import dev.espalier.kernel.magic.Magics;
import dev.espalier.kernel.protocol.FrontEnd.Reply;
import dev.espalier.kernel.render.Renderers;
import dev.espalier.kernel.session.Session;
import java.util.List;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

@Timeout(120)
class StandardInputTest {

    private static final Options OPTIONS = Options.defaults()
            .withImports(List.of("java.io.*", "java.util.*", "static dev.espalier.kernel.session.Ask.*"));

    private FrontEnd frontEnd;

    @BeforeEach
    void start() throws Exception {
        frontEnd = new FrontEnd(() -> new Session(OPTIONS, Magics.installed(), Renderers.installed()));
    }

    @AfterEach
    void end() throws InterruptedException {
        frontEnd.close();
    }

    private String value(String id) {
        assertThat(frontEnd.shellReply(id).text("status")).isEqualTo("ok");
        List<Reply> published = frontEnd.untilIdle(id);
        return published
                .get(published.size() - 1)
                .content()
                .getAsJsonObject("data")
                .get("text/plain")
                .getAsString();
    }

    @Test
    void inputShowsItsPromptAndGivesTheLine() {
        String id = frontEnd.execute("input(\"How many? \") + \"!\"");
        Reply question = frontEnd.asked();
        assertThat(question.type()).isEqualTo("input_request");
        assertThat(question.parent()).isEqualTo(id);
        assertThat(question.content()).isEqualTo(Json.object("prompt", "How many? ", "password", false));
        frontEnd.answer("größer 模型");
        assertThat(value(id)).isEqualTo("größer 模型!");
    }

    @Test
    void aPasswordIsHidden() {
        String id = frontEnd.execute("getpass().length()");
        Reply question = frontEnd.asked();
        assertThat(question.content()).isEqualTo(Json.object("prompt", "Password: ", "password", true));
        frontEnd.answer("secret");
        assertThat(value(id)).isEqualTo("6");
    }

    @Test
    void theEndOfInputIsNull() {
        String id = frontEnd.execute("input() == null");
        frontEnd.asked();
        frontEnd.answer("\u0004");
        assertThat(value(id)).isEqualTo("true");
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "var s = new Scanner(System.in);\ns.nextInt() + s.nextInt() + \"\"",
                "var r = new BufferedReader(new InputStreamReader(System.in));\n"
                        + "Integer.parseInt(r.readLine()) + Integer.parseInt(r.readLine())",
                "(System.in.read() - '0') * 10 + (System.in.read() - '0') + 0 * System.in.read() + 10 * (System.in.read() - '0')"
                        + " + (System.in.read() - '0')",
            })
    void standardInputAsksForALineWhenItNeedsOne(String code) {
        String id = frontEnd.execute(code);
        frontEnd.asked();
        frontEnd.answer("12");
        assertThat(frontEnd.asked().text("prompt")).isEmpty();
        frontEnd.answer("30");
        assertThat(value(id)).isEqualTo("42");
    }

    @Test
    void aThreadOfTheCellMayAskToo() {
        String id = frontEnd.execute("String[] said = new String[1];\n"
                + "Thread t = new Thread(() -> said[0] = input(\"?\"));\nt.start();\nt.join();\nsaid[0]");
        frontEnd.asked();
        frontEnd.answer("hello");
        assertThat(value(id)).isEqualTo("hello");
    }

    @ParameterizedTest
    @ValueSource(strings = {"input(\"?\")", "new Scanner(System.in).nextLine()", "System.in.read()"})
    void anInterruptEndsTheWaitAndALateAnswerIsForNobody(String code) {
        String id = frontEnd.execute(code);
        frontEnd.asked();
        frontEnd.askControl("interrupt_request", new JsonObject());
        assertThat(frontEnd.shellReply(id).text("ename")).isEqualTo("Interrupted");
        frontEnd.answer("late");
        // An answer to the next question, sent when that was asked.
        String next = frontEnd.execute("input(\"again\")");
        assertThat(frontEnd.asked().text("prompt")).isEqualTo("again");
        frontEnd.answer("in time");
        assertThat(value(next)).isEqualTo("in time");
    }

    @ParameterizedTest
    @ValueSource(strings = {"input(\"?\")", "getpass()", "new Scanner(System.in).nextLine()", "System.in.read()"})
    void aFrontEndThatDoesNotAllowItIsNotAsked(String code) {
        String id = frontEnd.ask("execute_request", Json.object("code", code, "allow_stdin", false));
        Reply reply = frontEnd.shellReply(id);
        assertThat(reply.text("evalue"))
                .isEqualTo("the cell asks for input, but there is no one to ask: the front end does not allow it"
                        + " (allow_stdin is false)");
    }
}
