package dev.espalier.papers.clicktrain;

import dev.espalier.model.Seed;
import dev.espalier.prune.Importance;
import dev.espalier.prune.PatternLibrary;
import dev.espalier.prune.Scheme;
import java.util.function.BiFunction;

/** The ways to a small network that are compared. */
enum Way {
    /** Trained, not pruned. */
    DENSE("dense"),
    /** As published, with four patterns. */
    CLICK("ClickTrain", (click, seed) -> click),
    /** Trained, then taken to the same patterns and ratios by ADMM, then trained on. */
    AFTER("pruned after training"),
    /** Whole channels by group lasso within one run. */
    CHANNELS("channels by group lasso"),
    NO_PENALTY("no penalty", (click, seed) -> click.with(Lambda.NONE)),
    MAGNITUDE("masks by magnitude", (click, seed) -> click.by(new Importance.L2())),
    RANDOM("masks at random", (click, seed) -> click.by(new Importance.Random(seed.split("masks")))),
    EIGHT("8 patterns", (click, seed) -> click.with(new Scheme.PatternsOf(PatternLibrary.CLICKTRAIN8, 1))),
    TWELVE("12 patterns", (click, seed) -> click.with(new Scheme.PatternsOf(PatternLibrary.CLICKTRAIN12, 1))),
    MINED("4 mined patterns", (click, seed) -> click.with(new Scheme.Pattern(4))),
    /** How long an epoch under the masks takes, dense and leaving out what is masked. */
    SPEED("speed of training");

    private final String title;
    /** Makes of the method as published what is to be tried; null where it is another method. */
    private final BiFunction<ClickTrain, Seed, ClickTrain> change;

    Way(String title) {
        this(title, null);
    }

    Way(String title, BiFunction<ClickTrain, Seed, ClickTrain> change) {
        this.title = title;
        this.change = change;
    }

    /** The method, from the one that is published. */
    ClickTrain of(ClickTrain published, Seed seed) {
        return change.apply(published, seed);
    }

    @Override
    public String toString() {
        return title;
    }
}
