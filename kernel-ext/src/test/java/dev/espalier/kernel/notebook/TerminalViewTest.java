package dev.espalier.kernel.notebook;

import static org.assertj.core.api.Assertions.assertThat;

import dev.espalier.kernel.evaluate.Output;
import dev.espalier.kernel.evaluate.Output.Channel;
import dev.espalier.kernel.render.MimeBundle;
import java.io.PrintWriter;
import java.io.StringWriter;
import java.time.Duration;
import java.util.concurrent.atomic.AtomicLong;
import org.junit.jupiter.api.Test;

class TerminalViewTest {
    private final StringWriter seen = new StringWriter();
    private final AtomicLong seconds = new AtomicLong();

    @Test
    void aLogGetsAFewLinesOfProgress() {
        TerminalView view = view(false);
        Output output = view.output();
        view.started(1, 2, "// comment\n\n%train net");
        output.display(MimeBundle.text("epoch 0/30"), "p");
        for (int epoch = 1; epoch <= 30; epoch++) {
            seconds.incrementAndGet();
            output.update(MimeBundle.text("epoch " + epoch + "/30"), "p");
        }
        view.ended(1, 2, Duration.ofMillis(30_400), "done in");

        assertThat(text())
                .isEqualTo("cell 1/2  %train net\nepoch 10/30\nepoch 20/30\nepoch 30/30\ncell 1/2  done in 30.4 s\n");
    }

    @Test
    void aLogKeepsTheLastStateAndTheOrder() {
        Output output = view(false).output();
        output.display(MimeBundle.text("half"), "p");
        output.update(MimeBundle.text("whole"), "p");
        output.print(Channel.STDOUT, "no line end");
        output.display(MimeBundle.text("a\nb"), null);
        output.print(Channel.STDERR, "c\n");

        assertThat(text()).isEqualTo("whole\nno line end\na\nb\nc\n");
    }

    @Test
    void aTerminalRedrawsInPlace() {
        Output output = view(true).output();
        output.print(Channel.STDOUT, "start");
        output.display(MimeBundle.text("10 %"), "p");
        output.update(MimeBundle.text("100 %\nnested"), "p");
        output.update(MimeBundle.text("done"), "p");
        output.print(Channel.STDOUT, "end\n");

        assertThat(text().replace("\u001B", "^")).isEqualTo("start\n\r^[J10 %\r^[J100 %\nnested^[1A\r^[Jdone\nend\n");
    }

    @Test
    void aLogPutsNestedBarsOnOneLine() {
        TerminalView view = view(false);
        view.output().display(MimeBundle.text("search 10 %\ntrain 50 %"), "p");
        view.ended(1, 1, Duration.ZERO, "done in");

        assertThat(text()).startsWith("search 10 % | train 50 %\n");
    }

    @Test
    void cutsLongLines() {
        TerminalView view = view(false);
        view.started(1, 1, "x".repeat(100));

        assertThat(text().strip()).hasSize(39).endsWith("x…");
    }

    private TerminalView view(boolean terminal) {
        PrintWriter out = new PrintWriter(seen);
        return new TerminalView(
                out, terminal, 40, () -> Duration.ofSeconds(seconds.get()).toNanos());
    }

    private String text() {
        return seen.toString();
    }
}
