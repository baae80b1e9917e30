package dev.espalier.kernel.session;

import static org.assertj.core.api.Assertions.assertThat;

import dev.espalier.kernel.evaluate.Options;
import dev.espalier.kernel.magic.Magics;
import dev.espalier.kernel.magic.RecordedOutput;
import dev.espalier.kernel.render.Renderers;
import dev.espalier.kernel.session.CellResult.Interrupted;
import dev.espalier.progress.Cancellation;
import dev.espalier.progress.Progress;
import java.util.List;
import java.util.concurrent.CountDownLatch;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.TestInstance;

@TestInstance(TestInstance.Lifecycle.PER_CLASS)
public class DisplayTest {

    /** Counted down by the cell once its job is under way. */
    public static final CountDownLatch UNDER_WAY = new CountDownLatch(1);

    private final Session session = new Session(
            Options.defaults()
                    .withImports(
                            List.of("dev.espalier.kernel.session.*", "static dev.espalier.kernel.session.Display.*")),
            new Magics(List.of()),
            Renderers.installed());

    private final RecordedOutput output = new RecordedOutput();

    @AfterAll
    void close() {
        session.close();
    }

    @Test
    void jobsOfACellShareBarsThatEndFull() {
        String cell =
                """
                for (int pass = 1; pass <= 2; pass++) {
                    try (var task = progress().start("pass " + pass, "images", 3)) {
                        // Nothing is shown of jobs that end at once.
                        for (long begin = System.nanoTime(); System.nanoTime() - begin < 120_000_000L; ) {
                            task.at(1, "");
                        }
                        task.at(3, "loss 0.5");
                    }
                }
                """;
        assertThat(session.run(cell, output)).isEqualTo(new CellResult.Done());
        assertThat(output.events.get(0)).startsWith("display pass 1");
        assertThat(output.events)
                .filteredOn(event -> event.startsWith("display"))
                .hasSize(1);
        assertThat(output.events.get(output.events.size() - 1))
                .startsWith("update pass 2")
                .contains("3 of 3 images", "loss 0.5");
    }

    @Test
    void aJobHearsThatTheUserStopsTheCell() throws InterruptedException {
        Thread user = new Thread(() -> {
            try {
                UNDER_WAY.await();
            } catch (InterruptedException e) {
                Thread.currentThread().interrupt();
            }
            session.interrupt();
        });
        user.start();
        String cell = "DisplayTest.work(cancellation());";
        assertThat(session.run(cell, output)).isEqualTo(new Interrupted());
        user.join();
        assertThat(session.run("cancellation().requested()", output))
                .isInstanceOfSatisfying(
                        CellResult.Value.class,
                        value -> assertThat(value.shown().plain()).isEqualTo("false"));
    }

    /** A library's loop, in which no check is woven. */
    public static void work(Cancellation cancellation) {
        UNDER_WAY.countDown();
        while (!cancellation.requested()) {
            Thread.onSpinWait();
        }
    }

    @Test
    void outsideACellNothingIsShown() {
        assertThat(Display.progress()).isSameAs(Progress.NONE);
    }
}
