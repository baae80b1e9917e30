package dev.espalier.kernel.verb;

import static org.assertj.core.api.Assertions.assertThat;

import dev.espalier.kernel.render.MimeBundle;
import java.nio.file.Path;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.TestInstance;
import org.junit.jupiter.api.io.TempDir;

/** Generators made smaller from cells. */
@TestInstance(TestInstance.Lifecycle.PER_CLASS)
class GanVerbTest {

    private final Cells cells = new Cells();

    @BeforeAll
    void makeVariables() {
        cells.done(
                """
                var clothes = FashionMnist.excerpt();
                var few = new Split(clothes.train().take(64), clothes.test().take(16));
                ModelBuilder net = new ModelBuilder("edges2clothes");
                var x = net.relu(net.batchNorm("norm1", net.conv("conv1", net.input(1, 28, 28), Conv2d.square(8, 5, 1, 2))));
                x = net.relu(net.batchNorm("norm2", net.conv("conv2", x, Conv2d.square(8, 5, 1, 2))));
                Model own = net.build(net.apply(new Tanh(), net.convWithBias("out", x, Conv2d.square(1, 5, 1, 2))), new Seed(1));""");
        assertThat(cells.failure("%gan own"))
                .contains("no variable holds a PairSplit; make one: var pairs = EdgePairs");
        cells.done(
                """
                var pairs = EdgePairs.of(few);
                var net10 = Zoo.create("lenet5", Shape.of(1, 28, 28), 10, new Seed(4));
                var judge = GanZoo.patchDiscriminator(Shape.of(2, 28, 28), 4, 2, new Seed(2));
                var run = PairedTrainer.of(GanPlan.paired(1, 0, new Seed(1)).withBatchSize(16)).train(own, judge, pairs);
                var teacher = run.generator();
                var itsJudge = run.discriminator();""");
    }

    @AfterAll
    void close() {
        cells.close();
    }

    @Test
    void findsAndTrainsAStudent(@TempDir Path folder) {
        String line = "%gan teacher --budget 50% --distill ka --discriminator itsJudge --least 2 --epochs 2 --batch 16"
                + " --classifier net10"
                + " --checkpoint " + folder.resolve("c");
        MimeBundle shown = cells.shown("var small = " + line);
        assertThat(shown.plain())
                .contains("edges2clothes within macs 50%", "KA with weight 1.0", "student, before training", "SSIM")
                .contains("Fréchet distance on the penultimate layer of lenet5");
        assertThat(shown.data().get("text/html"))
                .contains("<td", "student, before training", "what is left of the teacher", "<img", "all 2 epochs");
        assertThat(cells.text("2 * Cost.of(small).macs() <= Cost.of(teacher).macs()"))
                .isEqualTo("true");
        // The run is done, so that going on gives the same.
        cells.done("var again = " + line + " --resume");
        assertThat(cells.text(
                        "again.parameters().get(\"conv1.weight\").equals(small.parameters().get(\"conv1.weight\"))"))
                .isEqualTo("true");
    }

    @Test
    void mistakesSayWhatWouldBeRight() {
        assertThat(cells.failure("%gan teacher --budget much")).contains("--budget");
        assertThat(cells.failure("%gan teacher --budget 1% --least 2"))
                .contains("is out of reach: its smallest student has");
        assertThat(cells.failure("%gan teacher --distill kaa")).contains("'kaa' is unknown; did you mean 'ka'?");
        assertThat(cells.failure("%gan teacher --resume")).contains("--resume needs the run's --checkpoint FILE");
        assertThat(cells.failure("%gan teacher --budget 50% --least 2 --batch 4"))
                .contains("a batch of 4 is too small");
        assertThat(cells.completions("%gan teacher --dis")).contains("--distill", "--discriminator");
        assertThat(cells.completions("%gan teacher --data ")).contains("pairs");
    }
}
