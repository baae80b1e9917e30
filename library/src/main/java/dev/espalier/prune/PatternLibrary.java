package dev.espalier.prune;

import dev.espalier.model.KernelPattern;
import dev.espalier.model.Nearest;
import java.util.Arrays;
import java.util.List;
import java.util.Locale;

/** Sets of 3x3 kernel patterns that publications fix beforehand, instead of mining them from the model. */
public enum PatternLibrary {

    /** ClickTrain (arXiv 2011.10170), the four corner squares: 4 of 9 positions. */
    CLICKTRAIN4(0, 4),

    /** ClickTrain, 8 patterns; MEST (arXiv 2110.14032) has the same. Number 5 leaves the centre out. */
    CLICKTRAIN8(0, 8),

    /** ClickTrain, all 12 patterns; four of them leave the centre out, which mined ones never do. */
    CLICKTRAIN12(0, 12),

    /** YOLObile (arXiv 2009.05697): 13 patterns of 5 of 9 positions. */
    YOLOBILE13(12, 25);

    /** Kept positions row by row, the patterns one after another. */
    private static final String[] POSITIONS = {
        "4578", "3467", "1245", "0134", "5678", "3457", "1457", "1347", "0124", "3678", "0123", "3578", "13457",
        "23456", "23458", "25678", "01478", "12467", "03458", "03456", "01247", "14678", "01236", "01258", "03678"
    };

    private final int from;
    private final int to;

    PatternLibrary(int from, int to) {
        this.from = from;
        this.to = to;
    }

    /** The patterns, in the order of the publication. */
    public List<KernelPattern> patterns() {
        return Arrays.stream(POSITIONS, from, to)
                .map(positions -> new KernelPattern(
                        3, 3, positions.chars().map(digit -> 1 << (digit - '0')).sum()))
                .toList();
    }

    /**
     * The library of a name, in lower case.
     *
     * @throws IllegalArgumentException if there is none, with the nearest
     */
    static PatternLibrary parse(String name) {
        List<String> names =
                Arrays.stream(values()).map(PatternLibrary::toString).toList();
        int found = names.indexOf(name);
        if (found < 0) {
            throw new IllegalArgumentException("no pattern set '" + name + "'" + Nearest.hint(name, names)
                    + (name.matches("[a-z].*") ? "" : "; a number mines as many from the model, 8 is usual"));
        }
        return values()[found];
    }

    @Override
    public String toString() {
        return name().toLowerCase(Locale.ROOT);
    }
}
