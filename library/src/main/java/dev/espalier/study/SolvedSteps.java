package dev.espalier.study;

import dev.espalier.model.Step;
import dev.espalier.solve.Recalibration;
import dev.espalier.solve.Recovery;
import dev.espalier.solve.Solver;
import dev.espalier.train.Trained;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;

/**
 * Steps of a history that one {@link Recovery} made: the aim with its solver, a recalibration if there was one, and the
 * training that ended it.
 *
 * @param aim without the solver
 * @param length how many steps these are
 */
record SolvedSteps(Step aim, Solver solver, Optional<Recalibration> recalibration, Trained trained, int length) {

    /** The ones that begin at a step; empty if none do. */
    static Optional<SolvedSteps> at(int first, List<Step> steps) {
        Step aim = steps.get(first);
        Map<String, String> settings = new LinkedHashMap<>(aim.settings());
        String solver = settings.remove(Recovery.SOLVER);
        if (solver == null) {
            return Optional.empty();
        }
        int next = first + 1;
        Optional<Recalibration> recalibration = Optional.empty();
        if (next < steps.size() && steps.get(next).verb().equals(Recalibration.VERB)) {
            recalibration = Optional.of(Recalibration.parse(steps.get(next).settings()));
            next++;
        }
        if (next == steps.size() || !steps.get(next).verb().equals(Trained.VERB)) {
            throw new IllegalArgumentException("solver " + solver + " trains, but no training follows it");
        }
        return Optional.of(new SolvedSteps(
                new Step(aim.verb(), settings),
                Solver.parse(solver),
                recalibration,
                Trained.parse(steps.get(next)),
                next + 1 - first));
    }
}
