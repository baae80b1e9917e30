package dev.espalier.gan;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.espalier.budget.Budget;
import dev.espalier.data.PairSplit;
import dev.espalier.model.Cost;
import dev.espalier.model.Model;
import dev.espalier.model.Seed;
import dev.espalier.model.Step;
import dev.espalier.model.op.Shape;
import dev.espalier.model.zoo.Zoo;
import java.util.Map;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;

/** CAT from a trained teacher to a trained student, on real edges. */
class GanCompressionTest {

    private static final PairSplit PAIRS = Nets.edges(160, 40);
    private static final GanRun TEACHER = PairedTrainer.of(Nets.plan(2, 16))
            .train(Nets.generator(8, new Seed(1)), Nets.discriminator(2, new Seed(2)), PAIRS);

    /** Any network gives features; these are of an untrained one. */
    private static final Model FEATURES = Zoo.create("lenet5", Shape.of(1, 28, 28), 10, new Seed(3));

    @ParameterizedTest
    @EnumSource(Guidance.class)
    void aStudentWithinTheBudgetLearnsToTranslate(Guidance guidance) {
        GanCompression compression = GanCompression.to(Budget.parse("macs 50%"), PairedTrainer.of(Nets.plan(2, 16)))
                .keeping(2)
                .guidedBy(guidance, 1)
                .judgedBy(new ImageFeatures("logits of lenet5", FEATURES, 1, 0));
        GanCompressed small = compression.run(TEACHER.generator(), TEACHER.discriminator(), PAIRS);

        assertThat(small.after().distance().orElseThrow())
                .isLessThan(small.before().distance().orElseThrow());
        Model student = small.model();
        assertThat(Cost.of(student).macs())
                .isLessThanOrEqualTo(Cost.of(TEACHER.generator()).macs() / 2);
        assertThat(small.after().quality().l1())
                .isLessThan(0.7 * small.before().quality().l1());
        assertThat(student.graph()).isEqualTo(small.found().fresh(new Seed(1)).graph());
        assertThat(student.history())
                .extracting(Step::verb)
                .containsSubsequence(PairedTrainer.VERB, StudentArchitecture.VERB, PairedTrainer.VERB);
        Map<String, Double> losses = small.run().epochs().get(0).losses();
        assertThat(losses.containsKey(GanEpoch.DISTILLATION)).isEqualTo(guidance != Guidance.NONE);
        assertThat(small.toString())
                .contains("teacher", "student, before training", "PSNR", "macs 50%", "on the logits of lenet5");
    }

    @Test
    void aBudgetOutOfReachSaysWhatIsTheLeast() {
        assertThatThrownBy(() -> GanCompression.to(Budget.parse("macs 1%"), PairedTrainer.of(Nets.plan(1, 16)))
                        .keeping(2)
                        .run(TEACHER.generator(), TEACHER.discriminator(), PAIRS))
                .hasMessageContaining("macs 1%")
                .hasMessageContaining("is out of reach: its smallest student has");
    }
}
