package dev.espalier.compile.latency;

import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Locale;
import java.util.Map;

/**
 * How well a {@link CostModel} knows layers that it was not fitted to: every recording is calculated by a model that was
 * fitted to the others, some of which are left out with it each time.
 *
 * @param pieces of work that were calculated
 * @param median of the errors, each as a share of what was measured
 * @param p90 that one error in ten exceeds
 * @param rank Spearman's correlation of calculated with measured times, in [-1, 1]; not a number for fewer than two pieces
 * @param total calculated milliseconds of all pieces, as a share of what was measured
 */
public record HeldOut(int pieces, double median, double p90, double rank, double total) {

    /**
     * Fits and calculates in turns.
     *
     * @param folds parts that the recordings are divided into, at least 2
     * @throws IllegalArgumentException if there are fewer recordings than parts
     */
    public static HeldOut of(LatencyTable table, int folds) {
        List<Map.Entry<String, Recording>> all =
                new ArrayList<>(table.recordings().entrySet());
        if (folds < 2 || all.size() < folds) {
            throw new IllegalArgumentException(all.size() + " recordings cannot be divided into " + folds
                    + " parts; at least 2 parts with one recording each are needed");
        }
        double[] measured = new double[all.size()];
        double[] calculated = new double[all.size()];
        for (int fold = 0; fold < folds; fold++) {
            List<Recording> others = new ArrayList<>();
            for (int i = 0; i < all.size(); i++) {
                if (i % folds != fold) {
                    others.add(all.get(i).getValue());
                }
            }
            CostModel model = CostModel.fit(table.setting(), others);
            for (int i = fold; i < all.size(); i += folds) {
                Recording recording = all.get(i).getValue();
                measured[i] = recording.milliseconds();
                calculated[i] = model.milliseconds(recording.work());
            }
        }
        double[] errors = new double[measured.length];
        for (int i = 0; i < errors.length; i++) {
            errors[i] = Math.abs(calculated[i] - measured[i]) / measured[i];
        }
        Arrays.sort(errors);
        return new HeldOut(
                errors.length,
                errors[errors.length / 2],
                errors[errors.length * 9 / 10],
                RankCorrelation.of(measured, calculated),
                Arrays.stream(calculated).sum() / Arrays.stream(measured).sum());
    }

    @Override
    public String toString() {
        return String.format(
                Locale.ROOT,
                "%d layers calculated by models fitted to others: median error %.0f %%, one in ten above %.0f %%, rank"
                        + " correlation %.3f, all together %.2f of what was measured",
                pieces,
                100 * median,
                100 * p90,
                rank,
                total);
    }
}
