package dev.espalier.papers.msq;

import dev.espalier.model.LevelSet;
import dev.espalier.quantize.Levels;
import java.util.List;

/** What the rows of a weight are. All have four bits: with three, sums of powers have only five levels. */
enum Scheme {
    P2("P2", new Levels.Uniform(new LevelSet.PowerOfTwo(4))),
    FIXED("fixed", new Levels.Uniform(new LevelSet.Fixed(4))),
    SP2("SP2", new Levels.Uniform(new LevelSet.SumOfPowers(4))),
    /** Half of the rows. */
    MSQ50("MSQ 50", MixAndMatch.levels(0.5)),
    /** The share of the paper's XC7Z020. */
    MSQ60("MSQ 60", MixAndMatch.levels(0.6)),
    /** The share of its XC7Z045. */
    MSQ67("MSQ 67", MixAndMatch.levels(0.67)),
    /** As many rows of either as in {@link #MSQ60}, but sums of powers for those of large variance. */
    OPPOSITE("opposite 60", new Levels.Mixed(new LevelSet.Fixed(4), new LevelSet.SumOfPowers(4), 0.4));

    /** Those with one level set for all rows. */
    static final List<Scheme> SINGLE = List.of(P2, FIXED, SP2);

    private final String title;
    private final Levels levels;

    Scheme(String title, Levels levels) {
        this.title = title;
        this.levels = levels;
    }

    Levels levels() {
        return levels;
    }

    /** The name of a number that is measured with each scheme. */
    String number(String what) {
        return what + ", " + title;
    }

    @Override
    public String toString() {
        return title;
    }
}
