package dev.espalier.budget;

import dev.espalier.budget.SensitivityCurve.Point;
import dev.espalier.data.Dataset;
import dev.espalier.data.Split;
import dev.espalier.model.Cost;
import dev.espalier.model.Model;
import dev.espalier.progress.Cancellation;
import dev.espalier.progress.Progress;
import dev.espalier.solve.Recalibration;
import dev.espalier.solve.Recalibrator;
import dev.espalier.train.Engine;
import dev.espalier.train.Evaluation;
import dev.espalier.train.Judge;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.CancellationException;

/**
 * Measures sensitivity.
 *
 * <pre>{@code
 * SensitivityCurves curves = SensitivityAnalysis.of(Sensitivity.usual(new Seed(1)))
 *         .saving(Path.of("runs/net.sensitivity"))
 *         .measure(dials, data);
 * }</pre>
 *
 * @param sensitivity what is measured
 * @param file where every measured point is kept, and taken from if it is there; empty for nowhere
 * @param progress told after every point
 * @param cancellation asked all the time; what is measured by then is kept
 * @param engine what computes
 */
public record SensitivityAnalysis(
        Sensitivity sensitivity, Optional<Path> file, Progress progress, Cancellation cancellation, Engine engine) {

    /** An analysis that saves nothing and tells nobody. */
    public static SensitivityAnalysis of(Sensitivity sensitivity) {
        return new SensitivityAnalysis(
                sensitivity, Optional.empty(), Progress.NONE, Cancellation.ON_INTERRUPT, Engine.DEFAULT);
    }

    /** This analysis, keeping what it measures in a file, and going on from what is there. */
    public SensitivityAnalysis saving(Path to) {
        return new SensitivityAnalysis(sensitivity, Optional.of(to), progress, cancellation, engine);
    }

    /** This analysis, telling how far it is and asking whether to stop. */
    public SensitivityAnalysis reporting(Progress to, Cancellation ask) {
        return new SensitivityAnalysis(sensitivity, file, to, ask, engine);
    }

    /** This analysis on another engine. */
    public SensitivityAnalysis on(Engine other) {
        return new SensitivityAnalysis(sensitivity, file, progress, cancellation, other);
    }

    /** A position of one dial, the others at 1. */
    private record Turn(Dial dial, double keep) {

        Map<String, Double> keeps() {
            return keep == 1 ? Map.of() : Map.of(dial.name(), keep);
        }

        String described() {
            return keep == 1 ? Dial.AS_IT_IS : dial.name() + " " + dial.describe(keep);
        }
    }

    /**
     * Measures every dial, or as much as there is time for.
     *
     * @throws IllegalArgumentException if the model does not fit the data, or the file holds points of something else
     * @throws CancellationException if the user stops before the model as it is was judged
     * @throws java.io.UncheckedIOException if the file cannot be read or written
     */
    public SensitivityCurves measure(Dials dials, Split data) {
        Dataset images = sensitivity.validation(data);
        Optional<Dataset> fitting = fitting(dials.model(), data);
        MeasuredPoints measured =
                MeasuredPoints.open(file, MeasuredPoints.identity(dials, images, fitting, sensitivity.seed()));
        List<Turn> turns = new ArrayList<>(List.of(new Turn(dials.dials().get(0), 1)));
        for (Dial dial : dials.dials()) {
            dial.settle(sensitivity.keeps()).forEach(keep -> turns.add(new Turn(dial, keep)));
        }
        boolean finished = true;
        try (Progress.Task task =
                        progress.start("sensitivity of " + dials.model().name(), "points", turns.size());
                Judge judge = Judge.of(dials.model(), images, data.normalization(), engine);
                Recalibrator recalibrator = fitting.map(
                                some -> new Recalibration(some.size(), Recalibration.USUAL.batchSize())
                                        .prepare(dials.model(), some, data.normalization(), engine))
                        .orElse(null)) {
            for (int i = 0; i < turns.size(); i++) {
                Turn turn = turns.get(i);
                if (measured.find(turn.keeps()).isEmpty()) {
                    Model turned = dials.turned(turn.keeps());
                    Cost cost = Cost.of(turned);
                    if (recalibrator != null) {
                        turned = recalibrator.apply(turned, Progress.NONE, cancellation);
                    }
                    Evaluation judged = judge.evaluate(turned, Progress.NONE, cancellation);
                    measured.add(turn.keeps(), new Point(turn.keep(), judged.loss(), judged.accuracy(), cost));
                }
                Point point = measured.find(turn.keeps()).orElseThrow();
                task.at(
                        i + 1L,
                        String.format(Locale.ROOT, "%s: accuracy %.2f%%", turn.described(), 100 * point.accuracy()));
            }
        } catch (CancellationException stopped) {
            if (measured.find(Map.of()).isEmpty()) {
                throw stopped;
            }
            finished = false;
        }
        return new SensitivityCurves(
                dials.model().name(),
                dials.method(),
                sensitivity.recalibrating(fitting.map(Dataset::size).orElse(0)),
                images.title(),
                curves(turns, measured),
                finished);
    }

    /** The images that give running statistics; empty if none are renewed. */
    private Optional<Dataset> fitting(Model model, Split data) {
        return sensitivity.recalibration() > 0 && Recalibration.concerns(model)
                ? Optional.of(sensitivity.statistical(data.train()))
                : Optional.empty();
    }

    private static List<SensitivityCurve> curves(List<Turn> turns, MeasuredPoints measured) {
        Map<Dial, List<Point>> points = new LinkedHashMap<>();
        Point base = measured.find(Map.of()).orElseThrow();
        for (Turn turn : turns) {
            List<Point> curve = points.computeIfAbsent(turn.dial(), dial -> new ArrayList<>(List.of(base)));
            if (turn.keep() < 1) {
                measured.find(turn.keeps()).ifPresent(curve::add);
            }
        }
        return points.entrySet().stream()
                .map(curve -> new SensitivityCurve(curve.getKey(), curve.getValue()))
                .toList();
    }
}
