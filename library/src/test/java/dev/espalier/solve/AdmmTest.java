package dev.espalier.solve;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.assertj.core.api.Assertions.within;

import dev.espalier.constraint.Constraint;
import dev.espalier.constraint.Member;
import dev.espalier.model.Encoding;
import dev.espalier.model.op.Shape;
import dev.espalier.prune.Rate;
import dev.espalier.prune.UnstructuredSet;
import java.util.List;
import java.util.Optional;
import java.util.function.UnaryOperator;
import org.junit.jupiter.api.Test;
import org.nd4j.linalg.api.ndarray.INDArray;
import org.nd4j.linalg.ops.transforms.Transforms;

/** ADMM on problems whose solution follows from the conditions of Karush, Kuhn and Tucker. */
class AdmmTest {

    private static final float[] ONES = {1, 1, 1};

    private static Part part(UnaryOperator<INDArray> projection) {
        return Part.of("layer", Quadratic.W, new Constraint() {
            @Override
            public Optional<String> refusal(Shape weight) {
                return Optional.empty();
            }

            @Override
            public Member project(INDArray weight) {
                return new Member(projection.apply(weight), new Encoding.Dense());
            }
        });
    }

    private static final Part SUM_IS_ZERO = part(w -> w.sub(w.meanNumber()));
    private static final Part AT_MOST_ONE = part(w -> Transforms.max(Transforms.min(w, 1), -1));

    private static Quadratic solved(float[] target, float[] curvature, Admm admm, Part... parts) {
        Quadratic problem = new Quadratic(target, curvature);
        solution = problem.minimise(new AdmmPolicy(admm, new Goal(List.of(parts))), 4000, 100);
        return problem;
    }

    private static float[] solution;

    @Test
    void findsTheConstrainedMinimum() {
        solved(new float[] {3, 0.5f, 0.2f}, new float[] {1, 2, 4}, new Admm(1, 1, 1, 1, 200), SUM_IS_ZERO);
        // w = t - m / h with m = sum(t) / sum(1 / h) = 3.7 / 1.75
        assertThat(solution).containsExactly(new float[] {0.885714f, -0.557143f, -0.328571f}, within(1e-4f));
    }

    @Test
    void severalConstraintsHaveADualEach() {
        solved(new float[] {3, 0.5f, 0.2f}, ONES, new Admm(1, 1, 1, 1, 200), SUM_IS_ZERO, AT_MOST_ONE);
        // w = clip(t - m, -1, 1) with m = 0.85; projecting in turns would end elsewhere
        assertThat(solution).containsExactly(new float[] {1, -0.35f, -0.65f}, within(1e-4f));
    }

    @Test
    void aGrowingPenaltyTakesItsDualsAlong() {
        solved(new float[] {3, 0.5f, 0.2f}, ONES, new Admm(0.1, 4, 3, 1, 60), SUM_IS_ZERO, AT_MOST_ONE);
        assertThat(solution).containsExactly(new float[] {1, -0.35f, -0.65f}, within(1e-3f));
    }

    @Test
    void keepsTheLargestWeightsOfASparseProblem() {
        Part half = Part.of("layer", Quadratic.W, new UnstructuredSet(Rate.times(2)));
        Quadratic problem =
                solved(new float[] {3, -2, 1, 0.5f}, new float[] {1, 1, 1, 1}, new Admm(1, 1, 1, 1, 100), half);
        assertThat(solution).containsExactly(new float[] {3, -2, 0, 0}, within(1e-3f));
        Residuals residuals = Residuals.of(new Admm(1, 1, 1, 1, 100), new Goal(List.of(half)), problem.hold());
        assertThat(residuals.rounds()).hasSize(101);
        assertThat(residuals.rounds().get(0).primal().get(0))
                .as("||(1, 0.5)|| / ||t|| before anything is pulled")
                .isCloseTo(Math.sqrt(1.25 / 14.25), within(1e-5));
        assertThat(residuals.converged()).isTrue();
        assertThat(residuals.worst()).isEqualTo("layer");
        assertThat(residuals.toString()).startsWith("ADMM converged: the farthest from its set is 'layer', by ");
    }

    @Test
    void saysWhenItHasNotConverged() {
        Part half = Part.of("layer", Quadratic.W, new UnstructuredSet(Rate.times(2)));
        // W stays at t, so Z = project(t + U) = (3, 0, 4, 0) after the second round: sqrt(8.25 / 17.25).
        Admm hasty = new Admm(1e-4, 1, 1, 1, 2);
        Quadratic problem = solved(new float[] {3, -2, 2, 0.5f}, new float[] {1, 1, 1, 1}, hasty, half);
        assertThat(Residuals.of(hasty, new Goal(List.of(half)), problem.hold()).toString())
                .startsWith("ADMM did not converge: 'layer' is still 0.69")
                .endsWith("give it more epochs per stage or a larger rho");
    }

    @Test
    void settingsOutOfRangeAreRefused() {
        assertThatThrownBy(() -> Solver.parse("admm:rho=0"))
                .hasMessage("ADMM with rho 0.0; it must be above 0, 0.001 is usual");
        assertThatThrownBy(() -> Solver.parse("admm:growth=0.5"))
                .hasMessage("ADMM with rho growing by 0.5 from stage to stage; at least 1, 10 is usual");
        assertThatThrownBy(() -> Solver.parse("admm:stages=0")).hasMessageStartingWith("ADMM in 0 stages of 5 epochs");
        assertThat(Solver.parse("admm:rho=0.01,stages=2")).isEqualTo(new Admm(0.01, 10, 2, 5, 5));
        assertThat(Solver.parse(Admm.USUAL.text())).isEqualTo(Admm.USUAL);
    }
}
