package dev.espalier.kernel.notebook;

import static org.assertj.core.api.Assertions.assertThat;

import dev.espalier.kernel.evaluate.Output;
import dev.espalier.kernel.render.MimeBundle;
import dev.espalier.kernel.session.CellResult;
import java.time.Duration;
import java.util.concurrent.CountDownLatch;
import org.junit.jupiter.api.Test;

class CellLimitTest {

    private static final Runnable NEVER = () -> {
        throw new AssertionError("given up");
    };

    @Test
    void stopsACellThatTakesTooLongAndKeepsWhatItPrinted() {
        StringBuffer printed = new StringBuffer();
        CountDownLatch interrupted = new CountDownLatch(1);
        CellExecutor endless = (source, output) -> {
            output.print(Output.Channel.STDOUT, source);
            awaitQuietly(interrupted);
            return new CellResult.Interrupted();
        };
        try (CellLimit limit = new CellLimit(endless, Duration.ofMillis(300), interrupted::countDown, NEVER)) {
            CellResult result = limit.run("begun", output(printed));
            assertThat(result).isInstanceOfSatisfying(CellResult.Failure.class, failure -> {
                assertThat(failure.name()).isEqualTo("CellTimeout");
                assertThat(failure.message()).isEqualTo("the cell was stopped after its limit of 0.3 s");
            });
            assertThat(printed.toString()).isEqualTo("begun");
        }
    }

    private static void awaitQuietly(CountDownLatch latch) {
        try {
            latch.await();
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
        }
    }

    @Test
    void leavesCellsInTimeAlone() {
        try (CellLimit limit =
                new CellLimit((source, output) -> new CellResult.Interrupted(), Duration.ofSeconds(60), NEVER, NEVER)) {
            assertThat(limit.run("x", output(new StringBuffer())))
                    .as("stopped by the user")
                    .isEqualTo(new CellResult.Interrupted());
        }
    }

    @Test
    void asksAgainWhereACellDoesNotHeed() throws Exception {
        CountDownLatch asked = new CountDownLatch(2);
        CellExecutor stubborn = (source, output) -> {
            awaitQuietly(asked);
            return new CellResult.Interrupted();
        };
        try (CellLimit limit = new CellLimit(stubborn, Duration.ofMillis(1), asked::countDown, NEVER)) {
            assertThat(limit.run("x", output(new StringBuffer()))).isInstanceOf(CellResult.Failure.class);
        }
    }

    private static Output output(StringBuffer printed) {
        return new Output() {
            @Override
            public void print(Channel channel, String text) {
                printed.append(text);
            }

            @Override
            public void display(MimeBundle value, String displayId) {}

            @Override
            public void update(MimeBundle value, String displayId) {}

            @Override
            public void clear(boolean wait) {}
        };
    }
}
