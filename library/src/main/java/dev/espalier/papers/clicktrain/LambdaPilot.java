package dev.espalier.papers.clicktrain;

import dev.espalier.data.Split;
import dev.espalier.model.Model;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.stream.DoubleStream;

/**
 * Chooses lambda by runs that are thrown away. What a lambda does depends on the network, the rate and the number of
 * steps, and more than is needed may cost accuracy: so candidates are tried from the weakest on, and the first one is taken
 * under which the norm of what lies outside of the masks, when they are cut, is below a part of what it was when they were
 * chosen. Accuracy has no say.
 *
 * @param candidates from the weakest on
 * @param most the part, above 0 and below 1
 */
public record LambdaPilot(List<Lambda> candidates, double most) {

    /** Below a tenth, by penalties that reach for 0.01, 0.03, 0.1, 0.3, 1 and 3. */
    public static final LambdaPilot USUAL = new LambdaPilot(
            DoubleStream.of(0.01, 0.03, 0.1, 0.3, 1, 3)
                    .<Lambda>mapToObj(Lambda.Reach::new)
                    .toList(),
            0.1);

    /**
     * One candidate.
     *
     * @param left the largest part of the norm that any of its runs left
     */
    public record Trial(Lambda lambda, double left, List<Clicked> runs) {

        public Trial {
            runs = List.copyOf(runs);
        }

        @Override
        public String toString() {
            return String.format(Locale.ROOT, "lambda %s leaves at most %.1f%% of the norm", lambda, 100 * left);
        }
    }

    public LambdaPilot {
        candidates = List.copyOf(candidates);
        if (candidates.isEmpty() || !(most > 0 && most < 1)) {
            throw new IllegalArgumentException(candidates.size() + " lambdas to try until " + most
                    + " of the norm is left; give some, and a part above 0 and below 1");
        }
    }

    /**
     * Tries candidates until one does it.
     *
     * @param method of which all but lambda is used; its seed must not be one of an experiment that uses what is chosen
     * @param beginnings models to train, each a run of every candidate
     * @return what was tried; the last is the choice
     * @throws IllegalArgumentException if no candidate does it; says how near the largest came
     * @throws java.util.concurrent.CancellationException if asked to stop
     */
    public List<Trial> run(ClickTrain method, List<Model> beginnings, Split data) {
        List<Trial> trials = new ArrayList<>();
        for (Lambda lambda : candidates) {
            ClickTrain tried = method.with(lambda);
            List<Clicked> runs = beginnings.stream()
                    .map(beginning -> tried.train(beginning, data))
                    .toList();
            double left = runs.stream().mapToDouble(Clicked::left).max().orElseThrow();
            trials.add(new Trial(lambda, left, runs));
            if (left < most) {
                return trials;
            }
        }
        throw new IllegalArgumentException(String.format(
                Locale.ROOT,
                "no lambda takes the norm outside of the masks below %.1f%%: %s; try larger ones, or more epochs",
                100 * most,
                trials.get(trials.size() - 1)));
    }
}
