package dev.espalier.quantize;

import dev.espalier.model.Granularity;
import dev.espalier.model.LevelSet;
import dev.espalier.model.Seed;
import java.util.List;
import java.util.random.RandomGenerator;
import java.util.stream.IntStream;
import java.util.stream.Stream;
import org.nd4j.linalg.api.ndarray.INDArray;
import org.nd4j.linalg.factory.Nd4j;

/** Weights and settings to try properties with. */
final class Drawn {

    /** All level sets there are. */
    static final List<LevelSet> SETS = Stream.of(
                    IntStream.rangeClosed(2, 8).<LevelSet>mapToObj(LevelSet.Fixed::new),
                    IntStream.rangeClosed(2, 7).<LevelSet>mapToObj(LevelSet.PowerOfTwo::new),
                    IntStream.rangeClosed(3, 8).<LevelSet>mapToObj(LevelSet.SumOfPowers::new))
            .flatMap(sets -> sets)
            .toList();

    private Drawn() {}

    /** Normal numbers. */
    static INDArray weights(long seed, int... shape) {
        RandomGenerator random = new Seed(seed).generator();
        INDArray array = Nd4j.zeros(shape);
        for (long i = 0; i < array.length(); i++) {
            array.putScalar(i, (float) random.nextGaussian());
        }
        return array;
    }

    static float[] numbers(INDArray array) {
        return array.dup('c').data().asFloat();
    }

    static QuantizedSet per(Granularity granularity, LevelSet set, ScaleChoice choice) {
        return new QuantizedSet(new Levels.Uniform(set), granularity, choice);
    }
}
