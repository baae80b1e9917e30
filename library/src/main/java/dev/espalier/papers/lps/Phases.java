package dev.espalier.papers.lps;

import dev.espalier.solve.Admm;

/**
 * How long a task is trained.
 *
 * @param learn epochs with all free weights, at least 1
 * @param admm of partition and sharing mask; where neither is looked for by ADMM, its epochs are added to the first phase, so
 *     that all ways train equally long
 * @param retrain epochs with the partition and the sharing mask fixed, at least 1
 */
public record Phases(int learn, Admm admm, int retrain) {

    /** Six epochs, three penalties (0.01, 0.1, 1) of three epochs with new copies and duals after each, four epochs. */
    public static final Phases USUAL = new Phases(6, admm(3), 4);

    public Phases {
        if (learn < 1 || retrain < 1) {
            throw new IllegalArgumentException("a task that learns for " + learn + " epochs and is retrained for "
                    + retrain + "; at least 1 of each");
        }
    }

    /** Phases with the authors' penalties. */
    public static Phases of(int learn, int perPenalty, int retrain) {
        return new Phases(learn, admm(perPenalty), retrain);
    }

    private static Admm admm(int perPenalty) {
        return new Admm(0.01, 10, 3, perPenalty, perPenalty);
    }

    /** Epochs of ADMM. */
    int solving() {
        return admm.stages() * admm.epochs();
    }

    /** Epochs of a task in all. */
    public int epochs() {
        return learn + solving() + retrain;
    }
}
