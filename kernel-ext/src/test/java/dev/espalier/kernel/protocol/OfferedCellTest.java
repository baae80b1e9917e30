package dev.espalier.kernel.protocol;

import static org.assertj.core.api.Assertions.assertThat;

import com.google.gson.JsonObject;
import dev.espalier.kernel.evaluate.Options;
import dev.espalier.kernel.magic.Magics;
import dev.espalier.kernel.render.Renderers;
import dev.espalier.kernel.session.Session;
import dev.espalier.kernel.tool.Tools;
import java.nio.file.Files;
import java.nio.file.Path;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;

@Timeout(120)
class OfferedCellTest {

    @TempDir
    Path folder;

    @Test
    void loadAsksTheFrontEndToFillTheCell() throws Exception {
        Path file = Files.writeString(folder.resolve("a.jsh"), "int a = 1;\nint b = 2;\n");
        FrontEnd frontEnd =
                new FrontEnd(() -> new Session(Options.defaults(), new Magics(Tools.all()), Renderers.installed()));
        try {
            String id = frontEnd.ask("execute_request", Json.object("code", "%load -r 2 '" + file + "'"));
            JsonObject reply = frontEnd.shellReply(id).content();
            JsonObject payload = reply.getAsJsonArray("payload").get(0).getAsJsonObject();
            assertThat(payload.get("source").getAsString()).isEqualTo("set_next_input");
            assertThat(payload.get("text").getAsString()).isEqualTo("// %load " + file + "\nint b = 2;");
            assertThat(payload.get("replace").getAsBoolean()).isTrue();
            id = frontEnd.ask("execute_request", Json.object("code", "%history -n"));
            assertThat(frontEnd.shellReply(id).text("status")).isEqualTo("ok");
        } finally {
            frontEnd.close();
        }
    }
}
