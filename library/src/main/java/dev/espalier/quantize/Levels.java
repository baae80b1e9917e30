package dev.espalier.quantize;

import dev.espalier.model.Granularity;
import dev.espalier.model.LevelSet;
import java.math.BigDecimal;
import java.util.ArrayList;
import java.util.Collections;
import java.util.Comparator;
import java.util.List;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import java.util.stream.IntStream;

/** Which rows of a weight get which level set. */
public sealed interface Levels {

    /**
     * All rows the same.
     *
     * @param set their levels
     */
    record Uniform(LevelSet set) implements Levels {
        @Override
        public List<LevelSet> ofRows(double[] variances) {
            return Collections.nCopies(variances.length, set);
        }

        @Override
        public Uniform widest() {
            return this;
        }

        @Override
        public String toString() {
            return set.toString();
        }
    }

    /**
     * Rows of small variance get one set and the others another (MSQ, arXiv 2012.04240). The share is the same
     * in every layer, so that hardware can be divided once for all of them.
     *
     * @param narrow for rows of small variance; in the paper sums of two powers, computed in logic
     * @param wide for the others; in the paper fixed point, computed in multipliers
     * @param share of the rows that get {@code narrow}, 0 to 1, rounded to whole rows
     */
    record Mixed(LevelSet narrow, LevelSet wide, double share) implements Levels {
        public Mixed {
            if (!(share >= 0 && share <= 1)) {
                throw new IllegalArgumentException("a share of " + share + " rows of " + narrow + "; it is 0 to 1");
            }
        }

        @Override
        public List<LevelSet> ofRows(double[] variances) {
            List<Integer> byVariance = IntStream.range(0, variances.length)
                    .boxed()
                    .sorted(Comparator.comparingDouble(row -> variances[row]))
                    .toList();
            List<LevelSet> sets = new ArrayList<>(Collections.nCopies(variances.length, wide));
            byVariance.stream().limit(Math.round(share * variances.length)).forEach(row -> sets.set(row, narrow));
            return sets;
        }

        @Override
        public Uniform widest() {
            return new Uniform(wide);
        }

        @Override
        public String toString() {
            return MIX + narrow + ":" + wide + ":"
                    + BigDecimal.valueOf(share).stripTrailingZeros().toPlainString();
        }
    }

    /** What the name of a mixture begins with. */
    String MIX = "mix:";

    /**
     * The level set of each row.
     *
     * @param variances of the weights of each row, as they are
     */
    List<LevelSet> ofRows(double[] variances);

    /** The levels for rows of large variance, which are as good for any. */
    Uniform widest();

    /** Whether rows can be told apart by a scale of their own, which a mixture needs. */
    default boolean fits(Granularity granularity) {
        return this instanceof Uniform || !(granularity instanceof Granularity.PerTensor);
    }

    /**
     * Reads the name of a level set, {@code fixed4}, {@code p2-4} or {@code sp2-4}, or a mixture of two with the share of
     * rows that gets the first, {@code mix:sp2-4:fixed4:0.6} or {@code mix:sp2-4:fixed4:60%}.
     *
     * @throws IllegalArgumentException if it is neither
     */
    static Levels parse(String text) {
        String name = text.strip();
        if (!name.startsWith(MIX)) {
            return new Uniform(LevelSet.parse(name));
        }
        Matcher parts = Pattern.compile("([^:]+):([^:]+):([0-9]{0,3}\\.?[0-9]{1,20})(%?)")
                .matcher(name.substring(MIX.length()));
        if (!parts.matches()) {
            throw new IllegalArgumentException("'" + text + "' is no mixture; write mix:sp2-4:fixed4:0.6, the sets for"
                    + " rows of small and of large variance and the share of rows that gets the first");
        }
        double share = new BigDecimal(parts.group(3))
                .movePointLeft(parts.group(4).isEmpty() ? 0 : 2)
                .doubleValue();
        return new Mixed(LevelSet.parse(parts.group(1)), LevelSet.parse(parts.group(2)), share);
    }
}
