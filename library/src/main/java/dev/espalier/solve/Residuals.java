package dev.espalier.solve;

import dev.espalier.train.Hold;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.stream.IntStream;
import org.nd4j.linalg.api.ndarray.INDArray;
import org.nd4j.linalg.factory.Nd4j;

/**
 * How ADMM converged: the residuals of Boyd et al. 2011, section 3.3, relative to the weights.
 *
 * @param parts the names of the parts
 * @param rounds one for the start and one for each round that was finished
 * @param stageEnds the rounds after which rho grew, or the last stage ended
 */
public record Residuals(List<String> parts, List<Round> rounds, List<Integer> stageEnds) {

    /** A distance that projecting at the end can hardly undo. */
    private static final double FAR = 0.1;

    private static final String MEMORY = "residuals";

    /**
     * The residuals of one round, by part.
     *
     * @param primal ||W - Z|| / ||W||: how far the weights are from the set; 0 when the constraint holds
     * @param dual ||Z - last Z|| / ||W||: how far the members still move
     */
    public record Round(List<Double> primal, List<Double> dual) {
        public Round {
            primal = List.copyOf(primal);
            dual = List.copyOf(dual);
        }
    }

    public Residuals {
        parts = List.copyOf(parts);
        rounds = List.copyOf(rounds);
        stageEnds = List.copyOf(stageEnds);
    }

    /** Adds a row to the memory of a policy: [rounds, parts, 2]. */
    static void remember(Map<String, INDArray> memory, float[][] distances) {
        INDArray row = Nd4j.createFromArray(distances).reshape(1, distances.length, 2);
        memory.merge(MEMORY, row, (rows, last) -> Nd4j.concat(0, rows, last));
    }

    /** What a policy remembers. */
    static Residuals of(Admm admm, Goal goal, Hold hold) {
        List<Round> rounds = new ArrayList<>();
        INDArray rows = hold.memory().get(MEMORY);
        for (int round = 0; rows != null && round < rows.size(0); round++) {
            List<Double> primal = new ArrayList<>();
            List<Double> dual = new ArrayList<>();
            for (int part = 0; part < rows.size(1); part++) {
                primal.add(rows.getDouble(round, part, 0));
                dual.add(rows.getDouble(round, part, 1));
            }
            rounds.add(new Round(primal, dual));
        }
        List<Integer> ends = new ArrayList<>();
        for (int end = admm.rounds(); end < rounds.size(); end += admm.rounds()) {
            ends.add(end);
        }
        return new Residuals(goal.parts().stream().map(Part::name).toList(), rounds, ends);
    }

    /** The part that ended farthest from its set. */
    public String worst() {
        return parts.get(indexOfWorst());
    }

    /** How far that is: ||W - Z|| / ||W|| after the last round. */
    public double distance() {
        return last().primal().get(indexOfWorst());
    }

    /** Whether every part ended near its set, so that the projection at the end changed little. */
    public boolean converged() {
        return distance() <= FAR;
    }

    private Round last() {
        return rounds.get(rounds.size() - 1);
    }

    private int indexOfWorst() {
        List<Double> primal = last().primal();
        return IntStream.range(0, primal.size())
                .boxed()
                .max(Comparator.comparing(primal::get))
                .orElseThrow();
    }

    /** One sentence. */
    @Override
    public String toString() {
        String distance = String.format(Locale.ROOT, "%.2g", distance());
        return converged()
                ? "ADMM converged: the farthest from its set is '" + worst() + "', by " + distance + " of its norm"
                : "ADMM did not converge: '" + worst() + "' is still " + distance
                        + " of its norm away from its set, so the projection undoes much of the training; give it more"
                        + " epochs per stage or a larger rho";
    }
}
