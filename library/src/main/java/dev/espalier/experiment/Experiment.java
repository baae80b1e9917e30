package dev.espalier.experiment;

import dev.espalier.model.Seed;
import dev.espalier.progress.Cancellation;
import dev.espalier.progress.Progress;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Comparator;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import java.util.concurrent.CancellationException;
import java.util.stream.Stream;

/**
 * A recipe at one profile, with a folder that holds the outcome of every arm that is done. Running it again goes on where it
 * was stopped, and runs nothing twice.
 *
 * @param recipe what is run
 * @param profile how much of it
 * @param folder for outcomes and checkpoints; made if it is missing
 */
public record Experiment(Recipe recipe, RunProfile profile, Path folder) {

    /** The experiment of a paper in the folder that {@code results} has for it: {@code results/2102.11068/quick}. */
    public static Experiment in(Path results, String arxiv, RunProfile profile) {
        Recipe recipe = Recipe.of(arxiv);
        return new Experiment(
                recipe, profile, results.resolve(recipe.paper().arxiv()).resolve(profile.toString()));
    }

    /** What is done so far. */
    public Outcomes outcomes() {
        String identity = recipe.identity(profile);
        Map<String, Map<Long, Done>> arms = new LinkedHashMap<>();
        for (Arm arm : recipe.arms(profile)) {
            OutcomeFile.read(folder, arm, identity)
                    .ifPresent(done -> arms.computeIfAbsent(arm.name(), name -> new TreeMap<>())
                            .put(arm.seed(), done));
        }
        return new Outcomes(arms);
    }

    /** The arms that are still to be run. */
    public List<Arm> left() {
        String identity = recipe.identity(profile);
        return recipe.arms(profile).stream()
                .filter(arm -> OutcomeFile.read(folder, arm, identity).isEmpty())
                .toList();
    }

    /**
     * Runs what is left, one arm after the other.
     *
     * @throws CancellationException if asked to stop; what is done stays, and running again goes on
     * @throws ExperimentException if an arm fails; names it
     */
    public Outcomes run(Progress progress, Cancellation cancellation) {
        List<Arm> left = left();
        int all = recipe.arms(profile).size();
        if (!left.isEmpty()) {
            try (Progress.Task task = progress.start(title(), "arms", all)) {
                for (int i = 0; i < left.size(); i++) {
                    task.at(all - left.size() + i, left.get(i).id());
                    run(left.get(i), progress, cancellation);
                }
                task.at(all, "");
            }
        }
        return outcomes();
    }

    /**
     * Runs what is left, several arms at a time, each in a process of its own.
     *
     * @param processes at most so many at a time; each takes about as much memory as this one may
     * @throws CancellationException if asked to stop; what is done stays, and running again goes on
     * @throws ExperimentException if an arm fails; names it
     */
    public Outcomes run(int processes, Progress progress, Cancellation cancellation) {
        List<Arm> left = left();
        if (processes == 1 || left.size() < 2) {
            return run(progress, cancellation);
        }
        int all = recipe.arms(profile).size();
        try (Progress.Task task = progress.start(title(), "arms", all);
                ArmProcesses running = new ArmProcesses(this, Math.min(processes, left.size()))) {
            running.run(left, cancellation, (done, arms) -> task.at(all - left.size() + done, String.join(", ", arms)));
        }
        return outcomes();
    }

    /** How many processes are worth their memory here. */
    public static int mostProcesses() {
        return ArmProcesses.most();
    }

    private String title() {
        return recipe.paper().arxiv() + " " + profile;
    }

    /** Runs an arm and saves its outcome. */
    void run(Arm arm, Progress progress, Cancellation cancellation) {
        Path own = folder.resolve(arm.fileName());
        try {
            Files.createDirectories(own);
            long begun = System.nanoTime();
            Outcome outcome = arm.work().run(new Arm.Surroundings(new Seed(arm.seed()), own, progress, cancellation));
            double seconds = (System.nanoTime() - begun) / 1e9;
            OutcomeFile.write(folder, arm, recipe.identity(profile), new Done(outcome, seconds, Conditions.now()));
            delete(own);
        } catch (CancellationException stopped) {
            throw stopped;
        } catch (Exception failed) {
            throw new ExperimentException("'" + arm.id() + "' failed: " + failed.getMessage(), failed);
        }
        if (cancellation.requested()) {
            throw new CancellationException("stopped after '" + arm.id() + "'; run it again to go on");
        }
    }

    private static void delete(Path folder) throws IOException {
        try (Stream<Path> files = Files.walk(folder)) {
            for (Path file : files.sorted(Comparator.reverseOrder()).toList()) {
                Files.delete(file);
            }
        }
    }
}
