package dev.espalier.papers.lps;

import dev.espalier.experiment.RunProfile;
import java.util.List;

/**
 * How much a profile runs.
 *
 * @param seeds for each arm
 * @param mostTasks that are learned, or as many as a setting has
 * @param permutedTrain training images of each task of permuted pixels
 * @param permutedTest its test images
 * @param splitTrain training images of each class of the divided set
 * @param splitTest its test images
 * @param slicesTrain training slices of each transmitter
 * @param slicesTest its test slices
 * @param phases of each task
 * @param fisher images for the Fisher information
 * @param lambdas of elastic weight consolidation that are tried
 */
record Extent(
        int seeds,
        int mostTasks,
        int permutedTrain,
        int permutedTest,
        int splitTrain,
        int splitTest,
        int slicesTrain,
        int slicesTest,
        Phases phases,
        int fisher,
        List<Double> lambdas) {

    static Extent of(RunProfile profile) {
        return switch (profile) {
            case SMOKE -> new Extent(1, 3, 300, 200, 150, 100, 60, 25, Phases.of(2, 1, 1), 50, List.of(1e2, 1e4));
            case QUICK ->
                new Extent(3, 5, 1_500, 1_000, 500, 500, 400, 100, Phases.of(4, 2, 3), 200, List.of(1e2, 1e3, 1e4));
            case FULL ->
                new Extent(
                        5,
                        5,
                        4_000,
                        2_000,
                        2_000,
                        1_000,
                        400,
                        100,
                        Phases.USUAL,
                        500,
                        List.of(1e1, 1e2, 1e3, 1e4, 1e5));
        };
    }

    /** How many tasks of a setting are learned. */
    int tasks(Setting setting) {
        return Math.min(mostTasks, setting.most());
    }
}
