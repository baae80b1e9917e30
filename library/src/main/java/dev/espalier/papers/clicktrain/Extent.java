package dev.espalier.papers.clicktrain;

import dev.espalier.data.Dataset;
import dev.espalier.data.FashionMnist;
import dev.espalier.data.Split;
import dev.espalier.experiment.RunProfile;
import dev.espalier.solve.Admm;
import dev.espalier.solve.GroupLasso;

/**
 * How much a profile runs.
 *
 * @param seeds for each arm
 * @param train images
 * @param test images
 * @param epochs of one run
 * @param admm of pruning after training
 * @param tuning epochs after that
 * @param lasso of channels; its epochs and those that follow are as many as of one run
 * @param rounds in which training is timed, dense and sparse
 */
record Extent(int seeds, int train, int test, int epochs, Admm admm, int tuning, GroupLasso lasso, int rounds) {

    /** r of the five layers that are pruned: about 5x. */
    static final KernelRatios RATIOS = KernelRatios.of(35, 45, 55, 65, 65);

    /**
     * Chosen by {@link LambdaPilot} with seeds 101 and 102, which no arm has: on {@code quick} 0.1 leaves 46 % of the norm
     * outside of the masks and 0.3 leaves 7.5 %, on {@code full} 45 % and 8.3 %. The lambdas that the specification proposes
     * for longer runs, 1e-4 to 1e-3, leave 89 % and more on {@code quick}.
     */
    static final Lambda LAMBDA = new Lambda.Reach(0.3);

    private static final int POOL = 2;

    static Extent of(RunProfile profile) {
        return switch (profile) {
            case SMOKE -> new Extent(1, 600, 1_000, 4, admm(1, 2), 2, lasso(3), 1);
            case QUICK -> new Extent(2, 4_000, 2_000, 15, admm(2, 4), 7, lasso(11), 3);
            case FULL -> new Extent(5, 8_000, 10_000, 15, admm(2, 4), 7, lasso(11), 3);
        };
    }

    private static Admm admm(int epochs, int stages) {
        return new Admm(1e-3, 10, stages, epochs, epochs);
    }

    private static GroupLasso lasso(int epochs) {
        return new GroupLasso(GroupLasso.USUAL.lambda(), GroupLasso.USUAL.epsilon(), epochs, 2);
    }

    /** Epochs that pruning after training takes in all. */
    int epochsAfter() {
        return epochs + admm.stages() * admm.epochs() + tuning;
    }

    Split data() {
        Split clothes = FashionMnist.load();
        return new Split(part(clothes.train(), train), part(clothes.test(), test));
    }

    private static Dataset part(Dataset images, int count) {
        return images.take(Math.min(count, images.size())).pooled(POOL);
    }
}
