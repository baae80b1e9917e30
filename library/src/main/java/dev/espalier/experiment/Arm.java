package dev.espalier.experiment;

import dev.espalier.model.Seed;
import dev.espalier.progress.Cancellation;
import dev.espalier.progress.Progress;
import java.nio.file.Path;

/**
 * One of the things that an experiment compares, for one seed.
 *
 * @param name of the arm; with the seed it says all that is particular to it: {@code winning-ticket/rate=0.2/sparsity=0.9}
 * @param seed of everything random in it
 * @param work what it does
 */
public record Arm(String name, long seed, Work work) {

    /** What an arm does. */
    @FunctionalInterface
    public interface Work {

        /**
         * Does it, from the beginning or from what it left in its folder when it was stopped.
         *
         * @throws java.util.concurrent.CancellationException if asked to stop; what can be gone on with is in the folder
         */
        Outcome run(Surroundings surroundings) throws Exception;
    }

    /**
     * Where an arm runs.
     *
     * @param seed of everything random
     * @param folder its own, for checkpoints; removed when it is done
     * @param progress told how far it is
     * @param cancellation asked whether to stop
     */
    public record Surroundings(Seed seed, Path folder, Progress progress, Cancellation cancellation) {}

    /** Name and seed. */
    public String id() {
        return name + "#" + seed;
    }

    /** A name for files: only letters, digits and a few signs that no system minds. */
    String fileName() {
        return id().replaceAll("[^\\w.=#+-]", "_");
    }
}
