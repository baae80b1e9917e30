package dev.espalier.budget;

import dev.espalier.compile.latency.CostModel;
import dev.espalier.compile.latency.LatencyTable;
import dev.espalier.compile.latency.MeasuredLatency;
import dev.espalier.compile.latency.MeasuredLatency.Measurement;
import dev.espalier.model.Model;
import dev.espalier.progress.Progress;
import java.util.LinkedHashMap;
import java.util.Locale;
import java.util.Map;
import java.util.concurrent.CancellationException;

/**
 * Meets a budget of measured milliseconds. To compile and measure takes seconds, so few models are: a cost model, fitted to
 * what was measured so far, stands for the machine while the budget is divided, and the result is measured. If that is too
 * slow, or faster than it has to be, the cost model learns from it, is corrected by the factor it was wrong by, and
 * proposes the next.
 */
final class LatencySearch {

    private static final int ATTEMPTS = 8;

    /** A model this near to the limit is not worth another attempt: times vary by as much. */
    private static final double CLOSE_ENOUGH = 0.97;

    /** What is aimed at, so that the next measurement is likely to be within the limit. */
    private static final double AIM = 0.985;

    private final Allocator allocator;
    private final Dials dials;
    private final MeasuredLatency source;

    /** What was measured of a model. */
    private record Candidate(Map<String, Double> keeps, Model model, Measurement measured) {
        Spent spent() {
            return new Spent(Measure.nanoseconds(measured.latency().median()), Gauge.nanoseconds(measured.byLayer()));
        }
    }

    LatencySearch(Allocator allocator, Dials dials, MeasuredLatency source) {
        this.allocator = allocator;
        this.dials = dials;
        this.source = source;
    }

    Allocation run() {
        try (Progress.Task bar = source.progress().start("meet " + allocator.budget(), "models", ATTEMPTS + 2L)) {
            return run(bar);
        }
    }

    private Allocation run(Progress.Task bar) {
        Candidate whole = measure(Positions.uniform(dials, 1), bar, 1);
        Target target = new Target(
                dials, allocator.budget(), Gauge.timing(source), whole.spent().whole());
        if (target.metAlready()) {
            return allocation(whole, whole);
        }
        Candidate best = measure(tightest(), bar, 2);
        if (best.spent().whole() > target.limit()) {
            throw target.outOfReach(
                    best.spent().whole(),
                    "every part at its tightest",
                    "allow more, permit higher rates, or include parts that are left as they are");
        }
        LatencyTable table = whole.measured().table().with(best.measured().table());
        CostModel known = corrected(table, best);
        for (int attempt = 1; attempt <= ATTEMPTS; attempt++) {
            Candidate next = measure(propose(known, target.limit()), bar, attempt + 2);
            long spent = next.spent().whole();
            best = spent <= target.limit() && spent > best.spent().whole() ? next : best;
            if (best.spent().whole() >= CLOSE_ENOUGH * target.limit()) {
                break;
            }
            table = table.with(next.measured().table());
            known = corrected(table, next);
        }
        return allocation(whole, best);
    }

    private Map<String, Double> tightest() {
        Map<String, Double> keeps = new LinkedHashMap<>();
        dials.dials().forEach(dial -> keeps.put(dial.name(), dial.tightest()));
        return keeps;
    }

    /** What meets the limit according to a cost model. */
    private Map<String, Double> propose(CostModel known, long limit) {
        Budget aim = Budget.ofMilliseconds(AIM * Measure.milliseconds(limit));
        Target target = Target.of(dials, aim, Gauge.timing(known));
        if (target.metAlready()) {
            return Positions.uniform(dials, 1);
        }
        // That the tightest model meets the budget was measured, whatever is calculated.
        return target.left(tightest()) > target.limit() ? tightest() : allocator.divide(target);
    }

    /** Right about the model that was measured last. */
    private static CostModel corrected(LatencyTable table, Candidate last) {
        CostModel model = CostModel.fit(table);
        return model.times(last.measured().latency().median() / model.milliseconds(last.model()));
    }

    private Candidate measure(Map<String, Double> keeps, Progress.Task bar, int number) {
        if (source.cancellation().requested()) {
            throw new CancellationException("meeting the budget " + allocator.budget() + " was stopped");
        }
        Model model = dials.turned(keeps);
        Measurement measured = source.measure(model);
        bar.at(number, String.format(Locale.ROOT, "%.3f ms", measured.latency().median()));
        return new Candidate(keeps, model, measured);
    }

    private Allocation allocation(Candidate whole, Candidate best) {
        return new Allocation(
                dials,
                allocator.budget(),
                allocator.strategy(),
                best.keeps(),
                best.model(),
                whole.spent(),
                best.spent());
    }
}
