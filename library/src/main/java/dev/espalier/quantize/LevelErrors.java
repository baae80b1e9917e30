package dev.espalier.quantize;

import dev.espalier.constraint.Member;
import dev.espalier.model.Granularity;
import dev.espalier.model.LevelSet;
import dev.espalier.model.Numbers;
import dev.espalier.model.Seed;
import dev.espalier.model.TextTable;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.function.ToDoubleFunction;
import java.util.random.RandomGenerator;
import org.nd4j.linalg.api.ndarray.INDArray;
import org.nd4j.linalg.factory.Nd4j;
import tech.tablesaw.api.DoubleColumn;
import tech.tablesaw.api.StringColumn;
import tech.tablesaw.api.Table;

/**
 * How well level sets of as many bits fit weights of some distributions: the squared error over the squared norm. The
 * levels of MSQ are often said to fit normal weights better than fixed point does. They do not, if the scale is the best
 * for each: what speaks for sums of powers is their hardware. Only with the largest magnitude as scale and heavy tails are
 * they nearer.
 *
 * @param bits of each set, 3 to 7
 * @param samples how many weights were drawn from each distribution
 * @param rows one for each distribution and way to find the scale
 */
public record LevelErrors(int bits, int samples, List<Row> rows) {

    /** Where weights are drawn from, all symmetric around 0. */
    public enum Distribution {
        /** The normal distribution. */
        NORMAL(RandomGenerator::nextGaussian),
        /** The uniform distribution. */
        UNIFORM(random -> 2 * random.nextDouble() - 1),
        /** The Laplace distribution, whose logarithm falls in straight lines. */
        LAPLACE(random -> random.nextExponential() * (random.nextBoolean() ? 1 : -1)),
        /** Student's t distribution with four degrees of freedom: rare weights are very large. */
        STUDENT_T4(random -> {
            double chiSquared = 2 * (random.nextExponential() + random.nextExponential());
            return random.nextGaussian() / Math.sqrt(chiSquared / 4);
        });

        private final ToDoubleFunction<RandomGenerator> draw;

        Distribution(ToDoubleFunction<RandomGenerator> draw) {
            this.draw = draw;
        }

        INDArray weights(int count, Seed seed) {
            RandomGenerator random = seed.split(toString()).generator();
            float[] weights = new float[count];
            for (int i = 0; i < count; i++) {
                weights[i] = (float) draw.applyAsDouble(random);
            }
            return Nd4j.createFromArray(weights).reshape(1, count);
        }

        @Override
        public String toString() {
            return name().toLowerCase(Locale.ROOT).replace("_t4", " t, 4 degrees");
        }
    }

    /**
     * The errors at one distribution, as fractions.
     *
     * @param distribution of the weights
     * @param scale how the scale was found, one for all weights
     * @param fixed of fixed point
     * @param sumOfPowers of sums of two powers of two
     * @param powerOfTwo of powers of two
     */
    public record Row(
            Distribution distribution, ScaleChoice scale, double fixed, double sumOfPowers, double powerOfTwo) {}

    public LevelErrors {
        rows = List.copyOf(rows);
    }

    /** Draws weights and measures. */
    public static LevelErrors measure(int bits, int samples, Seed seed) {
        List<Row> rows = new ArrayList<>();
        for (Distribution distribution : Distribution.values()) {
            INDArray weights = distribution.weights(samples, seed);
            for (ScaleChoice scale : List.of(ScaleChoice.MSE, ScaleChoice.MAX)) {
                rows.add(new Row(
                        distribution,
                        scale,
                        error(weights, new LevelSet.Fixed(bits), scale),
                        error(weights, new LevelSet.SumOfPowers(bits), scale),
                        error(weights, new LevelSet.PowerOfTwo(bits), scale)));
            }
        }
        return new LevelErrors(bits, samples, rows);
    }

    private static double error(INDArray weights, LevelSet set, ScaleChoice scale) {
        Member member = new QuantizedSet(new Levels.Uniform(set), new Granularity.PerTensor(), scale).project(weights);
        return relative(weights, member.weights());
    }

    /** The squared distance of two tensors over the squared norm of the first; 0 if that is 0. */
    static double relative(INDArray before, INDArray after) {
        float[] w = Numbers.of(before);
        float[] q = Numbers.of(after);
        double error = 0;
        double norm = 0;
        for (int i = 0; i < w.length; i++) {
            double difference = (double) w[i] - q[i];
            error += difference * difference;
            norm += (double) w[i] * w[i];
        }
        return norm == 0 ? 0 : error / norm;
    }

    /** One row a distribution and scale, errors in percent with two decimals. */
    public Table toTable() {
        return Table.create(
                "squared error over squared norm [%], " + bits + " bits",
                StringColumn.create(
                        "weights", rows.stream().map(row -> row.distribution().toString())),
                StringColumn.create(
                        "scale", rows.stream().map(row -> row.scale().toString())),
                percents("fixed", Row::fixed),
                percents("sum of powers", Row::sumOfPowers),
                percents("power of two", Row::powerOfTwo));
    }

    private DoubleColumn percents(String name, ToDoubleFunction<Row> what) {
        return DoubleColumn.create(
                name,
                rows.stream()
                        .mapToDouble(row -> Math.round(1e4 * what.applyAsDouble(row)) / 100.0)
                        .toArray());
    }

    @Override
    public String toString() {
        TextTable table = new TextTable("weights", "scale", ">fixed", ">sum of powers", ">power of two");
        for (Row row : rows) {
            List<String> cells = new ArrayList<>(
                    List.of(row.distribution().toString(), row.scale().toString()));
            for (double error : new double[] {row.fixed(), row.sumOfPowers(), row.powerOfTwo()}) {
                cells.add(String.format(Locale.ROOT, "%.2f %%", 100 * error));
            }
            table.row(cells.toArray(String[]::new));
        }
        return String.format(
                Locale.ROOT, "squared error over squared norm, %d bits, %,d weights each%n%s", bits, samples, table);
    }
}
