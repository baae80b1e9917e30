package dev.espalier.prune;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.assertj.core.api.Assertions.within;

import dev.espalier.constraint.Member;
import dev.espalier.model.Seed;
import dev.espalier.model.op.Shape;
import java.util.List;
import java.util.random.RandomGenerator;
import net.jqwik.api.ForAll;
import net.jqwik.api.Property;
import net.jqwik.api.constraints.IntRange;
import org.junit.jupiter.api.Test;
import org.nd4j.linalg.api.ndarray.INDArray;
import org.nd4j.linalg.factory.Nd4j;

/** Checks by number are those of the notes on LPS, arXiv 2012.06956. */
class TaskPartitionTest {

    private static INDArray draw(long seed, int rows, int columns) {
        RandomGenerator random = new Seed(seed).generator();
        INDArray drawn = Nd4j.zeros(rows, columns);
        for (int i = 0; i < rows * columns; i++) {
            drawn.putScalar(i, random.nextGaussian());
        }
        return drawn;
    }

    /** Check 1. */
    @Test
    void theFirstTaskKeepsTheLargest() {
        INDArray w = Nd4j.createFromArray(new float[][] {{1, -2, 3, -4, 5}});
        Member member = new TaskPartitionSet(0, Nd4j.ones(1, 5), Rate.times(2)).project(w);
        assertThat(member.weights()).isEqualTo(Nd4j.createFromArray(new float[][] {{0, 0, 3, -4, 5}}));
    }

    /** Check 2. */
    @Test
    void aTaskSharesTheWeightsWithTheLargestMask() {
        INDArray mask = Nd4j.createFromArray(new float[][] {{1, 0.2f, 0.5f}, {0.9f, -0.3f, 0.7f}});
        INDArray old = Nd4j.createFromArray(new float[][] {{1, 1, 0}, {1, 1, 0}});
        assertThat(TaskShares.shared(mask, old, 0.5))
                .isEqualTo(Nd4j.createFromArray(new float[][] {{1, 0, 0}, {1, 0, 0}}));
    }

    /** Check 3: the authors' code shares places of no earlier task as well. */
    @Test
    void aLowThresholdSharesNoPlaceOfNobody() {
        INDArray mask = Nd4j.createFromArray(new float[][] {{-0.5f, -0.2f, 0.5f}, {0.9f, -0.3f, 0.7f}});
        INDArray old = Nd4j.createFromArray(new float[][] {{1, 1, 0}, {1, 1, 0}});
        assertThat(TaskShares.shared(mask, old, 0.9))
                .isEqualTo(Nd4j.createFromArray(new float[][] {{0, 1, 0}, {1, 1, 0}}));
        assertThat(TaskShares.shared(mask, old, 1)).isEqualTo(old);
        assertThat(TaskShares.shared(mask, old, 0)).isEqualTo(Nd4j.zeros(2, 3));
        assertThat(TaskShares.shared(mask, Nd4j.zeros(2, 3), 0.9)).isEqualTo(Nd4j.zeros(2, 3));
    }

    /** Check 4. */
    @Test
    void sixTasksDivideALayerWithoutRest() {
        TaskShares shares = new TaskShares(List.of(5, 1, 1, 1, 1, 1));
        INDArray w = draw(3, 20, 30);
        INDArray free = Nd4j.ones(20, 30);
        for (int task = 0; task < 5; task++) {
            assertThat(shares.rate(task).sparsity()).isCloseTo(task == 0 ? 0.5 : 0.9, within(1e-12));
            TaskPartitionSet set = new TaskPartitionSet(task, free, shares.rate(task));
            INDArray mask = set.project(w).encoding().masked().orElseThrow().mask();
            assertThat(mask.sumNumber().intValue()).isEqualTo(task == 0 ? 300 : 60);
            assertThat(mask.mul(free)).as("nothing of earlier tasks").isEqualTo(mask);
            free = free.sub(mask);
        }
        assertThat(free.sumNumber().intValue()).as("left for the last task").isEqualTo(60);
    }

    @Property(tries = 200)
    void theProjectionIsTheNearestMember(
            @ForAll long seed,
            @ForAll @IntRange(min = 0, max = 511) int places,
            @ForAll @IntRange(min = 1, max = 9) int k) {
        INDArray free = Nd4j.zeros(3, 3);
        for (int i = 0; i < 9; i++) {
            free.putScalar(i, places >>> i & 1);
        }
        TaskPartitionSet set = new TaskPartitionSet(1, free, Rate.of(9, k));
        INDArray w = draw(seed, 3, 3);
        if (Integer.bitCount(places) < k) {
            assertThat(set.refusal(Shape.of(3, 3))).hasValueSatisfying(reason -> assertThat(reason)
                    .startsWith("has " + Integer.bitCount(places) + " of 9 weights free, fewer than the " + k));
            return;
        }
        double nearest = Double.MAX_VALUE;
        for (int support = 0; support < 512; support++) {
            if ((support & ~places) == 0 && Integer.bitCount(support) <= k) {
                double squares = 0;
                for (int i = 0; i < 9; i++) {
                    squares += (support >>> i & 1) == 1 ? 0 : Math.pow(w.getDouble(i), 2);
                }
                nearest = Math.min(nearest, Math.sqrt(squares));
            }
        }
        Member member = set.project(w);
        assertThat(w.distance2(member.weights())).isCloseTo(nearest, within(1e-6));
        assertThat(set.project(member.weights()).weights()).isEqualTo(member.weights());
    }

    @Test
    void mistakesSayWhatWouldBeRight() {
        assertThatThrownBy(() -> new TaskShares(List.of(5, 0)))
                .hasMessage("task shares [5, 0]; there must be one for each task, all at least 1");
        assertThat(new TaskPartitionSet(0, Nd4j.ones(2, 3), Rate.times(2)).refusal(Shape.of(3, 2)))
                .contains("has the shape [3, 2], but the places that are free are known for [2, 3]");
        assertThatThrownBy(() -> TaskShares.shared(Nd4j.ones(1, 1), Nd4j.ones(1, 1), 1.5))
                .hasMessage("a part of 1.5 of earlier tasks' weights; it must be in [0, 1]");
    }
}
