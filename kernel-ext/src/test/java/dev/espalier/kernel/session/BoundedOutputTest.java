package dev.espalier.kernel.session;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.espalier.kernel.evaluate.Options;
import dev.espalier.kernel.evaluate.Output;
import dev.espalier.kernel.magic.Magics;
import dev.espalier.kernel.render.MimeBundle;
import dev.espalier.kernel.render.Renderers;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Map;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import org.junit.jupiter.api.Test;

class BoundedOutputTest {

    private static final class Seen implements Output {

        private final StringBuilder out = new StringBuilder();
        private final StringBuilder err = new StringBuilder();
        private int displays;

        @Override
        public synchronized void print(Channel channel, String text) {
            (channel == Channel.STDOUT ? out : err).append(text);
        }

        @Override
        public synchronized void display(MimeBundle value, String displayId) {
            displays++;
        }

        @Override
        public void update(MimeBundle value, String displayId) {}

        @Override
        public void clear(boolean wait) {}
    }

    private static Session session(long limit) {
        return new Session(Options.defaults(), Magics.installed(), Renderers.installed(), new OutputLimit(limit));
    }

    private static Path fileIn(String notice) {
        Matcher file = Pattern.compile("The rest is in (\\S+) as long").matcher(notice);
        assertThat(file.find()).as(notice).isTrue();
        return Path.of(file.group(1));
    }

    @Test
    void aCellThatPrintsTooMuchIsCutAndTheRestIsInAFile() throws IOException {
        Seen output = new Seen();
        Path file;
        try (Session session = session(1000)) {
            session.run("for (int i = 0; i < 2000; i++) { System.out.println(\"line \" + i); }", output);
            String shown = output.out.toString();
            assertThat(shown).startsWith("line 0\nline 1\n").endsWith("line 1998\nline 1999\n");
            assertThat(shown).contains("… 15,890 characters later:\n");
            assertThat(shown.length()).isBetween(3000, 3100);
            assertThat(output.err.toString())
                    .contains("cut here: this cell has printed more than 1,000 characters.")
                    .contains("ESPALIER_OUTPUT_LIMIT sets another limit.");
            file = fileIn(output.err.toString());
            String all = shown.substring(0, 1000) + Files.readString(file);
            assertThat(all.lines()).hasSize(2000).startsWith("line 0").endsWith("line 1999");
            Seen next = new Seen();
            session.run("System.out.print(\"short\");", next);
            assertThat(next.out.toString()).isEqualTo("short");
            assertThat(next.err.toString()).isEmpty();
        }
        assertThat(file.getParent()).doesNotExist();
    }

    @Test
    void clearingMakesRoomAgain() {
        Seen output = new Seen();
        try (Overflow overflow = new Overflow()) {
            BoundedOutput bounded = new BoundedOutput(output, new OutputLimit(10), overflow);
            for (int i = 0; i < 5; i++) {
                bounded.clear(true);
                bounded.print(Output.Channel.STDOUT, "0123456789");
            }
            bounded.end();
        }
        assertThat(output.out.toString()).isEqualTo("0123456789".repeat(5));
        assertThat(output.err.toString()).isEmpty();
    }

    @Test
    void aCharacterIsNotCutInTwo() {
        Seen output = new Seen();
        try (Overflow overflow = new Overflow()) {
            BoundedOutput bounded = new BoundedOutput(output, new OutputLimit(3), overflow);
            bounded.print(Output.Channel.STDOUT, "ab😀cd");
            bounded.end();
        }
        assertThat(output.out.toString()).isEqualTo("ab😀cd");
    }

    @Test
    void tooManyValuesAreLeftOut() {
        Seen output = new Seen();
        try (Overflow overflow = new Overflow()) {
            BoundedOutput bounded = new BoundedOutput(output, new OutputLimit(10_000), overflow);
            for (int i = 0; i < 100; i++) {
                bounded.display(MimeBundle.text("value " + i), null);
            }
        }
        assertThat(output.displays).isEqualTo(64);
        assertThat(output.err.toString())
                .isEqualTo("… more values of this cell are not shown: they are too many or too large."
                        + " ESPALIER_OUTPUT_LIMIT sets another limit.\n");
    }

    @Test
    void theEnvironmentSetsTheLimit() {
        assertThat(OutputLimit.of(Map.of())).isEqualTo(OutputLimit.DEFAULT);
        assertThat(OutputLimit.of(Map.of("ESPALIER_OUTPUT_LIMIT", "5000"))).isEqualTo(new OutputLimit(5000));
        assertThat(OutputLimit.of(Map.of("ESPALIER_OUTPUT_LIMIT", "off"))).isEqualTo(OutputLimit.NONE);
        assertThatThrownBy(() -> OutputLimit.of(Map.of("ESPALIER_OUTPUT_LIMIT", "much")))
                .hasMessage("ESPALIER_OUTPUT_LIMIT is much; it must be a number of characters, at least 1, or off");
    }
}
