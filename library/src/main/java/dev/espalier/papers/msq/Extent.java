package dev.espalier.papers.msq;

import dev.espalier.data.Dataset;
import dev.espalier.data.FashionMnist;
import dev.espalier.data.Split;
import dev.espalier.experiment.RunProfile;
import dev.espalier.solve.Admm;
import java.util.List;

/**
 * How much a profile runs. Weights follow their copies in ADMM within 0.1 / (rate rho) steps; profiles with fewer steps than
 * {@code full} begin with a larger penalty, so that they get there too.
 *
 * @param seeds for each network
 * @param train images
 * @param test images
 * @param epochs of the network in floating point
 * @param admm the way to levels
 * @param tuning epochs after it
 * @param schemes that are trained; all are projected
 * @param samples of each distribution
 * @param lanes products that a row takes in a clock, synthesized or simulated
 * @param powers whether rows of powers of two are synthesized, too, beside sums of two
 */
record Extent(
        int seeds,
        int train,
        int test,
        int epochs,
        Admm admm,
        int tuning,
        List<Scheme> schemes,
        int samples,
        int lanes,
        boolean powers) {

    private static final List<Scheme> MOST =
            List.of(Scheme.P2, Scheme.FIXED, Scheme.SP2, Scheme.MSQ60, Scheme.OPPOSITE);

    static Extent of(RunProfile profile) {
        Admm usual = MixAndMatch.USUAL_ADMM;
        return switch (profile) {
            case SMOKE ->
                new Extent(
                        1,
                        256,
                        100,
                        2,
                        new Admm(0.1, 10, 2, 1, 1),
                        1,
                        List.of(Scheme.SP2, Scheme.MSQ60),
                        2_000,
                        4,
                        false);
            case QUICK -> new Extent(3, 1_500, 1_000, 6, new Admm(0.1, 10, 2, 1, 1), 1, MOST, 20_000, 16, true);
            case FULL -> new Extent(5, 10_000, 10_000, 12, usual, 2, List.of(Scheme.values()), 20_000, 16, true);
        };
    }

    Split data() {
        Split clothes = FashionMnist.load();
        return new Split(first(clothes.train(), train), first(clothes.test(), test));
    }

    private static Dataset first(Dataset images, int count) {
        return images.take(Math.min(count, images.size()));
    }
}
