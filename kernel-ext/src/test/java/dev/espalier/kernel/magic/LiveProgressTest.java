package dev.espalier.kernel.magic;

import static org.assertj.core.api.Assertions.assertThat;

import dev.espalier.data.ImageGrid;
import dev.espalier.kernel.render.Renderers;
import dev.espalier.progress.Progress;
import java.awt.image.BufferedImage;
import java.util.List;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.Test;

class LiveProgressTest {

    private final RecordedOutput output = new RecordedOutput();
    private long now;
    private final LiveProgress progress = new LiveProgress(output, Renderers.installed(), () -> now);

    @Test
    void showsHowFarHowFastAndHowLongStill() {
        Progress.Task task = progress.start("train", "images", 60_000);
        pass(2_000);
        task.at(15_000, "loss <0.5>");
        assertThat(output.events)
                .containsExactly("display train  █████░░░░░░░░░░░░░░░  25 % · 15,000 of 60,000 images · 7,500 images/s"
                        + " · 6.0 s left · loss <0.5>");
        assertThat(output.last.data().get("text/html"))
                .contains("<progress value=\"15000\" max=\"60000\"", "loss &lt;0.5&gt;");
    }

    @Test
    void updatesAtMostTenTimesASecondAndKeepsTheEnd() {
        try (LiveProgress closing = progress;
                Progress.Task task = closing.start("train", "steps", 1_000)) {
            for (int i = 1; i <= 1_000; i++) {
                pass(1);
                task.at(i, "");
            }
        }
        assertThat(output.events)
                .hasSize(11)
                .allMatch(event -> event.startsWith("display") == (event == output.events.get(0)));
        assertThat(output.last.plain()).endsWith("100 % · 1,000 of 1,000 steps · 1,000 steps/s · done in 1.0 s");
    }

    @Test
    void showsNothingOfAShortJob() {
        try (LiveProgress closing = progress;
                Progress.Task task = closing.start("short", "steps", 2)) {
            pass(99);
            task.at(2, "");
        }
        assertThat(output.events).isEmpty();
    }

    @Test
    void nestsTasksAndLetsTheNextTakeTheFinishedOnesPlace() {
        Progress.Task outer = progress.start("epochs", "epochs", 2);
        progress.start("epoch 1", "steps", 5).close();
        pass(100);
        Progress.Task inner = progress.start("epoch 2", "steps", 5);
        assertThat(output.last.plain().lines()).hasSize(2).noneMatch(line -> line.contains("epoch 1"));
        inner.close();
        outer.at(1, "");
        outer.close();
        pass(100);
        progress.start("test", "images", 3);
        assertThat(output.last.plain().lines()).hasSize(1).allMatch(line -> line.startsWith("test "));
    }

    @Test
    void aPictureStandsBelowTheBarsUntilAnotherOneComes() {
        BufferedImage small = new BufferedImage(2, 2, BufferedImage.TYPE_INT_RGB);
        Progress.Task task = progress.start("train", "epochs", 2);
        pass(100);
        task.show(new ImageGrid("first epoch", List.of(new ImageGrid.Cell(small, "")), 1, 1));
        String first = output.last.data().get("text/html");
        assertThat(first).contains("<progress", "<img src=\"data:image/png;base64,", "first epoch");
        pass(100);
        task.at(1, "");
        assertThat(output.last.data().get("text/html")).contains("first epoch");
        pass(100);
        task.show(new ImageGrid("second epoch", List.of(new ImageGrid.Cell(small, "")), 1, 1));
        task.close();
        progress.close();
        assertThat(output.last.data().get("text/html")).contains("second epoch").doesNotContain("first epoch");
        assertThat(output.last.plain()).startsWith("train ").contains("second epoch");
        assertThat(output.events)
                .filteredOn(event -> event.startsWith("display"))
                .hasSize(1);
    }

    @Test
    void saysWhereAJobEndedEarly() {
        Progress.Task task = progress.start("train", "steps", 10);
        pass(75_000);
        task.at(5, "");
        task.close();
        progress.close();
        assertThat(output.last.plain()).endsWith("50 % · 5 of 10 steps · 0.067 steps/s · ended after 1 min 15 s");
    }

    private void pass(long milliseconds) {
        now += TimeUnit.MILLISECONDS.toNanos(milliseconds);
    }
}
