package dev.espalier.papers.dais;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.assertj.core.api.Assertions.within;

import dev.espalier.data.FashionMnist;
import dev.espalier.data.Split;
import dev.espalier.model.Cost;
import dev.espalier.model.Model;
import dev.espalier.model.Seed;
import dev.espalier.model.op.Shape;
import dev.espalier.model.zoo.Zoo;
import dev.espalier.progress.Cancellation;
import dev.espalier.progress.Progress;
import dev.espalier.train.Evaluation;
import java.nio.file.Path;
import java.util.Arrays;
import java.util.concurrent.CancellationException;
import java.util.concurrent.atomic.AtomicInteger;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

class DaisTest {

    private static Split clothes() {
        Split all = FashionMnist.load();
        return new Split(all.train().take(640).pooled(2), all.test().take(500).pooled(2));
    }

    private static Dais quick(double macs) {
        return Dais.keeping(macs, new Seed(1)).during(6, 1);
    }

    @ParameterizedTest
    @CsvSource({"resnet8, 0.5"})
    void aSearchEndsNearItsTargetWithEveryIndicatorDecided(String name, double macs) {
        Split data = clothes();
        Model model = Zoo.create(name, Shape.of(1, 14, 14), 10, new Seed(1));
        Searched found = new Dais(macs, Annealing.USUAL, 12, 1, 1e-3, 1, 0.1, true, 32, 0.05, 0.03, new Seed(1))
                .search(model, data);
        Searched.Epoch last = found.epochs().get(found.epochs().size() - 1);
        Model hard = found.hard();
        assertThat((double) Cost.of(hard).macs() / Cost.of(model).macs()).isEqualTo(last.hardMacs(), within(1e-6));
        assertThat(last.hardMacs()).isBetween(macs * 0.85, macs * 1.1);
        assertThat(last.undecided()).isLessThan(found.epochs().get(0).undecided());
        assertThat(hard.history()).extracting(step -> step.verb()).contains("dais", "thin", "recalibrate");
        assertThat(Evaluation.of(hard, data).accuracy()).isGreaterThan(0.3);
    }

    @Test
    void theSameSeedFindsTheSame() {
        Split data = clothes();
        Model model = Zoo.create("resnet8", Shape.of(1, 14, 14), 10, new Seed(1));
        Dais dais = quick(0.5).during(2, 0);
        Searched one = dais.search(model, data);
        Searched other = dais.search(model, data);
        one.values()
                .forEach((norm, values) -> assertThat(other.values().get(norm)).isEqualTo(values));
        one.relaxed().parameters().arrays().forEach((name, array) -> assertThat(
                        other.relaxed().parameters().get(name))
                .isEqualTo(array));
        // The network that was searched in is as it was.
        assertThat(model.parameters().get("conv1.weight"))
                .isNotEqualTo(one.relaxed().parameters().get("conv1.weight"));
    }

    @Test
    void withoutTheTermOfFlopsNothingPullsToTheTarget() {
        Split data = clothes();
        Model model = Zoo.create("resnet8", Shape.of(1, 14, 14), 10, new Seed(1));
        Searched found = quick(0.3).weighing(0, 0, 0).during(3, 0).search(model, data);
        assertThat(found.epochs().get(2).hardMacs()).isGreaterThan(0.9);
    }

    @Test
    void aStoppedSearchGoesOnToTheSame(@TempDir Path folder) {
        Split data = clothes();
        Model model = Zoo.create("resnet8", Shape.of(1, 14, 14), 10, new Seed(1));
        Dais dais = quick(0.5).during(3, 1);
        Path file = folder.resolve("search");
        int batches = 5;
        AtomicInteger asked = new AtomicInteger();
        // Asked after every batch and within it: somewhere in the third epoch.
        Progress watching = watcher(2 * batches + 2, asked);
        assertThatThrownBy(() -> dais.resume(file, model, data, watching, () -> asked.get() > 0))
                .isInstanceOf(CancellationException.class)
                .hasMessageContaining("stopped");
        Searched resumed = dais.resume(file, model, data, Progress.NONE, Cancellation.NEVER);
        Searched whole = dais.search(model, data);
        assertThat(resumed.relaxed().parameters()).isEqualTo(whole.relaxed().parameters());
        assertThat(resumed.epochs()).hasSameSizeAs(whole.epochs());
        assertThat(resumed.epochs().get(0).macs())
                .isEqualTo(whole.epochs().get(0).macs());
        assertThatThrownBy(() -> quick(0.3).resume(file, model, data, Progress.NONE, Cancellation.NEVER))
                .isInstanceOf(IllegalArgumentException.class)
                .hasMessageContaining("holds another search")
                .hasMessageEndingWith("delete it to start over");
    }

    /** Progress that counts up when a task has come so far. */
    private static Progress watcher(long at, AtomicInteger reached) {
        return (name, unit, total) -> new Progress.Task() {
            @Override
            public void at(long done, String state) {
                if (done == at) {
                    reached.incrementAndGet();
                }
            }

            @Override
            public void close() {
                // Nothing to end.
            }
        };
    }

    @Test
    void theFirstStepOfAdamIsItsRateHoweverLongWeightsWereTrainedBefore() {
        Split all = clothes();
        Split data = new Split(all.train().take(150), all.test());
        Model model = Zoo.create("resnet8", Shape.of(1, 14, 14), 10, new Seed(1));
        double temperature = 0.19;
        // A batch in an epoch, two of weights alone: Adam's corrected averages are g and g^2, so alpha moves by the
        // rate.
        Searched found =
                quick(0.5).with(new Annealing.Fixed(temperature)).during(3, 2).search(model, data);
        double up = DaisSearch.indicator(1.02, temperature);
        double down = DaisSearch.indicator(0.98, temperature);
        assertThat(found.values().values().stream()
                        .flatMapToDouble(Arrays::stream)
                        .boxed())
                .allSatisfy(value -> assertThat(Math.min(Math.abs(value - up), Math.abs(value - down)))
                        .isLessThan(2e-5));
    }

    @Test
    void shortSearchesMoveIndicatorsFasterSoThatTheyCanCrossBeforeTheyFreeze() {
        Dais usual = Dais.keeping(0.5, new Seed(1));
        // T is 1, 0.21 and 0.12 in the first epochs after the warm-up: two are above 0.2.
        assertThat(usual.temperature(1)).isEqualTo(1);
        assertThat(usual.temperature(3)).isEqualTo(1 / (1 + 49 / 13.0));
        assertThat(usual.indicatorRate(62)).isEqualTo(0.02);
        assertThat(usual.indicatorRate(25)).isEqualTo(0.04);
        // Faster than this they would wander about at random.
        assertThat(usual.indicatorRate(2)).isEqualTo(0.1);
        assertThat(usual.with(new Annealing.Fixed(1)).indicatorRate(10)).isEqualTo(0.02);
        assertThat(usual.with(new Annealing.Fixed(0.02)).indicatorRate(10)).isEqualTo(0.02);
    }

    @Test
    void aShortSearchGetsMoreThanHalfOfTheWayToALowTarget() {
        Split data = clothes();
        Model model = Zoo.create("vgg-small", Shape.of(1, 14, 14), 10, new Seed(1));
        Dais dais = new Dais(0.3, Annealing.USUAL, 6, 1, 1e-3, 0.5, 0.1, true, 16, 0.05, 0.02, new Seed(1));
        // At a rate of 0.02 twenty steps before the temperature falls take alpha from 1 to 0.6: every channel would
        // stay.
        assertThat(dais.search(model, data).epochs().get(5).hardMacs()).isBetween(0.25, 0.65);
    }

    @Test
    void aSearchCanBeStopped() {
        Model model = Zoo.create("resnet8", Shape.of(1, 14, 14), 10, new Seed(1));
        assertThatThrownBy(() -> quick(0.5).search(model, clothes(), Progress.NONE, () -> true))
                .isInstanceOf(CancellationException.class);
    }

    @Test
    void badSettingsAreRefused() {
        Seed seed = new Seed(1);
        assertThatThrownBy(() -> Dais.keeping(1, seed))
                .hasMessage("a search that keeps 1.0 of the MACs; it must be in (0, 1)");
        assertThatThrownBy(() -> Dais.keeping(0.5, seed).during(2, 2))
                .hasMessage("a search of 2 epochs, 2 of them without indicators; at least one must have them");
        assertThatThrownBy(() -> Dais.keeping(0.5, seed).weighing(-1, 0, 0))
                .hasMessage("the lasso of a search is -1.0; it must be at least 0");
    }
}
