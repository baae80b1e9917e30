package dev.espalier.papers.lps;

import dev.espalier.model.Model;
import dev.espalier.model.TextTable;
import java.util.List;
import java.util.Locale;
import org.knowm.xchart.HeatMapChart;

/**
 * What has become of a network that learned tasks one after the other.
 *
 * @param tasks in the order in which they came
 * @param models for each task the network as it is for that task in the end
 * @param accuracies A: {@code accuracies.get(i).get(j)} is that on task j after task i was learned, j at most i, in [0, 1]
 * @param changed for each task the number of its logits that are not bit for bit what they were when it had just been learned,
 *     on the first images of its test part
 * @param used after each task, what part of the shared weights belongs to any
 */
public record Lifelong(
        List<Task> tasks, List<Model> models, List<List<Double>> accuracies, List<Integer> changed, List<Double> used) {

    public Lifelong {
        tasks = List.copyOf(tasks);
        models = List.copyOf(models);
        accuracies = accuracies.stream().map(List::copyOf).toList();
        changed = List.copyOf(changed);
        used = List.copyOf(used);
    }

    /** The network for a task: its own weights, those of earlier tasks it uses, its head and its statistics. */
    public Model model(int task) {
        return models.get(task);
    }

    /** Accuracy on a task in the end. */
    public double accuracy(int task) {
        return last().get(task);
    }

    /** Mean accuracy over all tasks in the end. */
    public double mean() {
        return mean(0);
    }

    /** Mean accuracy over the tasks from one on, in the end. */
    public double mean(int from) {
        return last().stream()
                .skip(from)
                .mapToDouble(Double::doubleValue)
                .average()
                .orElseThrow();
    }

    /** How much of a task's accuracy was lost after it was learned. */
    public double forgotten(int task) {
        return accuracies.get(task).get(task) - accuracy(task);
    }

    /**
     * Backward transfer (Lopez-Paz and Ranzato, NIPS 2017, equation 3): what later tasks do to the accuracy on earlier ones in
     * the mean. Negative where tasks are forgotten; 0 for a single task.
     */
    public double backwardTransfer() {
        double sum = 0;
        int earlier = tasks.size() - 1;
        for (int task = 0; task < earlier; task++) {
            sum -= forgotten(task);
        }
        return earlier == 0 ? 0 : sum / earlier;
    }

    /** A as a heat map, in percent. */
    public HeatMapChart chart() {
        List<List<Double>> percent = accuracies.stream()
                .map(row -> row.stream().map(part -> 100 * part).toList())
                .toList();
        return AccuracyMatrix.chart("Accuracy [%]", percent);
    }

    private List<Double> last() {
        return accuracies.get(accuracies.size() - 1);
    }

    /** A as a table, in percent. */
    @Override
    public String toString() {
        String[] heads = new String[tasks.size() + 2];
        heads[0] = "accuracy [%] after";
        for (int task = 0; task < tasks.size(); task++) {
            heads[task + 1] = tasks.get(task).name();
        }
        heads[tasks.size() + 1] = "weights used";
        TextTable table = new TextTable(heads);
        for (int after = 0; after < tasks.size(); after++) {
            String[] row = new String[heads.length];
            row[0] = tasks.get(after).name();
            for (int task = 0; task < tasks.size(); task++) {
                row[task + 1] = task <= after ? percent(accuracies.get(after).get(task)) : "";
            }
            row[heads.length - 1] = percent(used.get(after)) + " %";
            table.row(row);
        }
        int all = changed.stream().mapToInt(Integer::intValue).sum();
        return table
                + String.format(
                        Locale.ROOT,
                        "%nmean %.2f %%, backward transfer %+.2f points, %s",
                        100 * mean(),
                        100 * backwardTransfer(),
                        all == 0 ? "no logit of an earlier task changed" : all + " logits of earlier tasks changed");
    }

    private static String percent(double part) {
        return String.format(Locale.ROOT, "%.2f", 100 * part);
    }
}
