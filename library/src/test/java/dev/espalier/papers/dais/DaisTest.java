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
import dev.espalier.progress.Progress;
import dev.espalier.train.Evaluation;
import java.util.concurrent.CancellationException;
import org.junit.jupiter.api.Test;
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
