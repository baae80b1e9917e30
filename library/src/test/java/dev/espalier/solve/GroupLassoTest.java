package dev.espalier.solve;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.assertj.core.api.Assertions.within;

import dev.espalier.constraint.Member;
import dev.espalier.prune.Rate;
import dev.espalier.prune.UnstructuredSet;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import org.junit.jupiter.api.Test;
import org.nd4j.linalg.api.ndarray.INDArray;

/** Group lasso on a problem with a solution in closed form. */
class GroupLassoTest {

    private static final float[] TARGET = {3, 0.3f, 4, 0.4f, 7};
    private static final float[] ONES = {1, 1, 1, 1, 1};

    /** Weights 0 and 2 are a group of norm 5, weights 1 and 3 one of norm 0.5, weight 4 is in none. */
    private static final Goal GOAL = new Goal(List.of(new Part() {
        @Override
        public String name() {
            return "layer";
        }

        @Override
        public List<String> parameters() {
            return List.of(Quadratic.W);
        }

        @Override
        public Map<String, Member> project(Map<String, INDArray> weights) {
            throw new UnsupportedOperationException("the penalty needs no projection");
        }

        @Override
        public Optional<Groups> groups() {
            return Optional.of(new Groups(2, Map.of(Quadratic.W, new int[] {0, 1, 0, 1, -1})));
        }
    }));

    private static float[] minimum(GroupLasso lasso, double most) {
        return new Quadratic(TARGET, ONES).minimise(new LassoPolicy(lasso, GOAL, most), 3000, 100);
    }

    @Test
    void shrinksEachGroupAsMuchAsItsPressureSays() {
        // Without renewal a = 1 / (||t|| + epsilon): w = t (1 - lambda a / ||t||), here 1 - 1 / 25.
        float[] found = minimum(new GroupLasso(1, 1e-6, 1, 1000), 10);
        assertThat(new float[] {found[0], found[2], found[4]})
                .containsExactly(new float[] {2.88f, 3.84f, 7}, within(1e-3f));
        assertThat(found[1]).as("within a step of zero, where c is bounded").isCloseTo(0.3f / 11, within(1e-4f));
        assertThat(found[3]).isCloseTo(0.4f / 11, within(1e-4f));
    }

    @Test
    void renewedPressureTakesTheSmallToZeroAndNearlyFreesTheLarge() {
        // lambda / (n + epsilon) = 5 - n at the fixed point of the large group: n = (5 + sqrt(25 - 4 lambda)) / 2.
        double norm = (5 + Math.sqrt(25 - 4)) / 2;
        float[] found = minimum(new GroupLasso(1, 1e-6, 1, 1), 10);
        assertThat(Math.hypot(found[0], found[2])).isCloseTo(norm, within(1e-3));
        assertThat(found[1]).as("within a step of zero").isLessThan(0.03f);
        assertThat(found[4]).as("in no group").isEqualTo(7);
    }

    @Test
    void aPressureThatWouldOvershootIsBounded() {
        assertThat(minimum(new GroupLasso(1, 1e-9, 1, 1), 10)).doesNotContain(Float.NaN);
    }

    @Test
    void refusesConstraintsWithoutGroups() {
        Goal none = new Goal(List.of(Part.of("fc1", Quadratic.W, new UnstructuredSet(Rate.times(2)))));
        assertThatThrownBy(() -> new LassoPolicy(GroupLasso.USUAL, none, 1))
                .hasMessage("group lasso cannot shrink 'fc1': its constraint drops no groups of weights; use admm or"
                        + " straight-through");
    }

    @Test
    void settingsAreReadBack() {
        assertThat(Solver.parse(GroupLasso.USUAL.text())).isEqualTo(GroupLasso.USUAL);
        assertThatThrownBy(() -> Solver.parse("group-lasso:lambda=-1"))
                .hasMessage("group lasso with lambda -1.0; it must be above 0");
        assertThatThrownBy(() -> Solver.parse("group-lasso:epsilon=0"))
                .hasMessage("group lasso with epsilon 0.0; it must be above 0");
        assertThatThrownBy(() -> Solver.parse("group-lasso:refresh=0"))
                .hasMessage("group lasso for 20 epochs, renewed after every 0; at least 1 of each");
    }
}
