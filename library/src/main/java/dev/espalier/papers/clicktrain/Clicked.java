package dev.espalier.papers.clicktrain;

import dev.espalier.data.Split;
import dev.espalier.model.KernelPattern;
import dev.espalier.model.Model;
import dev.espalier.model.Parameters;
import dev.espalier.model.Structure;
import dev.espalier.prune.Prune;
import dev.espalier.prune.Pruned;
import dev.espalier.solve.Snapshot;
import dev.espalier.train.Evaluation;
import dev.espalier.train.Trainer;
import dev.espalier.train.TrainingRun;
import java.util.Collections;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import org.nd4j.linalg.api.ndarray.INDArray;

/**
 * A network that was trained and pruned in one run.
 *
 * @param method how
 * @param model pruned, as it is after the last epoch
 * @param soft the network as it was before it was cut, with all its weights
 * @param library the patterns that were chosen from
 * @param patterns how many of the kernels that stay have each pattern
 * @param outside the norm of all weights outside of the masks: when masks were chosen, then after each epoch until they
 *     were cut
 * @param before judgement on {@code soft}
 * @param cut judgement on the same network right after the cut, not trained on
 * @param after judgement on {@code model}
 * @param run the training
 */
public record Clicked(
        ClickTrain method,
        Model model,
        Model soft,
        List<KernelPattern> library,
        Map<KernelPattern, Long> patterns,
        List<Double> outside,
        Evaluation before,
        Evaluation cut,
        Evaluation after,
        TrainingRun run) {

    public Clicked {
        library = List.copyOf(library);
        patterns = Collections.unmodifiableMap(new LinkedHashMap<>(patterns));
        outside = List.copyOf(outside);
    }

    static Clicked of(ClickPolicy policy, TrainingRun run) {
        ClickTrain method = policy.method();
        Model given = policy.given();
        Structure.PatternConnectivity structure = policy.structure(run.hold());
        Map<KernelPattern, Long> patterns = new LinkedHashMap<>();
        Map<String, INDArray> cut = new LinkedHashMap<>(
                Snapshot.taken(run.hold(), given.parameters()).arrays());
        Model soft = given.with(new Parameters(cut), given.encodings(), method.step());
        for (KernelChoice choice : policy.choices(run.hold())) {
            choice.counts(structure.patterns()).forEach((pattern, count) -> patterns.merge(pattern, count, Long::sum));
            cut.merge(choice.parameter(), choice.mask(), INDArray::mul);
        }
        return new Clicked(
                method,
                given.with(
                        run.model().parameters(),
                        run.model().encodings(),
                        method.step()
                                .with("seed", method.trainer().plan().seed().value())),
                soft,
                structure.patterns(),
                patterns,
                ClickPolicy.outside(run.hold()),
                judge(method.trainer(), soft, policy.data()),
                judge(
                        method.trainer(),
                        given.with(new Parameters(cut), given.encodings(), method.step()),
                        policy.data()),
                run.epochs().get(run.epochs().size() - 1).test(),
                run);
    }

    private static Evaluation judge(Trainer trainer, Model model, Split data) {
        return Evaluation.of(
                model, data.test(), data.normalization(), trainer.progress(), trainer.cancellation(), trainer.engine());
    }

    /** What accuracy the cut took, before the last epochs, in [-1, 1]. */
    public double drop() {
        return before.accuracy() - cut.accuracy();
    }

    /** What part of the norm outside of the masks was left when they were cut: 1 if the penalty did nothing. */
    public double left() {
        return outside.get(outside.size() - 1) / outside.get(0);
    }

    /** What became of each layer. */
    public Pruned pruned() {
        Prune prune = method.asPrune(soft);
        return prune.describe(soft, model);
    }

    /** All / remaining parameters of convolutions and their normalisations, as the authors count. */
    public double ratio() {
        return ConvolutionRatio.of(model);
    }

    @Override
    public String toString() {
        StringBuilder text = new StringBuilder(String.format(
                Locale.ROOT,
                "%s: %.2fx fewer parameters of convolutions, %d epochs in one run, judged on %s%n",
                model.name(),
                ratio(),
                run.epochs().size(),
                after.data()));
        line(text, "before the cut", before);
        line(text, "cut", cut);
        line(text, "trained on", after);
        return text.append(String.format(
                        Locale.ROOT,
                        "  of the norm outside of the masks %.1f%% were left at the cut; patterns %s",
                        100 * left(),
                        library.stream().map(patterns::get).toList()))
                .toString();
    }

    private static void line(StringBuilder text, String what, Evaluation judged) {
        text.append(String.format(Locale.ROOT, "  %-16s accuracy %6.2f%%%n", what, 100 * judged.accuracy()));
    }
}
