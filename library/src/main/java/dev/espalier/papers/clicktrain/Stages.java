package dev.espalier.papers.clicktrain;

import dev.espalier.train.Schedule;
import java.util.List;

/**
 * When what is done: S0 plain training in the first {@code choose} epochs; S1 after them, masks are chosen; S2 training
 * under the penalty until {@code hard} epochs are done; S3 training under the masks for the rest. The learning rate falls to
 * a tenth where masks are chosen or shortly before, and again shortly before weights are cut, so that a small rate and
 * some epochs are left to make up for it.
 *
 * @param choose E_c, at least 1
 * @param hard E_h, after it
 * @param epochs E, after that
 * @param decays epochs after which the rate falls
 */
public record Stages(int choose, int hard, int epochs, List<Integer> decays) {

    private static final double DECAY = 0.1;

    public Stages {
        decays = List.copyOf(decays);
        if (choose < 1 || hard <= choose || epochs <= hard) {
            throw new IllegalArgumentException("masks chosen after " + choose + " epochs and applied after " + hard
                    + " of " + epochs + "; there must be epochs before, between and after, 5 and 11 of 15 for example");
        }
        new Schedule.Milestones(decays, DECAY);
    }

    /**
     * Masks after a third of the epochs, cut after eleven fifteenths, and decays after one and two thirds, as 5, 11, 5 and
     * 10 of 15.
     *
     * @param epochs at least 3
     */
    public static Stages of(int epochs) {
        if (epochs < 3) {
            throw new IllegalArgumentException(epochs
                    + " epochs; ClickTrain needs one before masks are chosen, one under the penalty and one after");
        }
        int choose = Math.max(1, Math.round(epochs / 3f));
        int hard = Math.max(choose + 1, Math.min(epochs - 1, Math.round(epochs * 11 / 15f)));
        int second = Math.max(choose + 1, Math.min(hard, Math.round(epochs * 2 / 3f)));
        return new Stages(choose, hard, epochs, List.of(choose, second));
    }

    Schedule schedule() {
        return new Schedule.Milestones(decays, DECAY);
    }
}
