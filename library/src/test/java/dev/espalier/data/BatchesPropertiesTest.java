package dev.espalier.data;

import static org.assertj.core.api.Assertions.assertThat;

import dev.espalier.model.Seed;
import java.util.ArrayList;
import java.util.List;
import java.util.stream.IntStream;
import net.jqwik.api.ForAll;
import net.jqwik.api.Property;
import net.jqwik.api.constraints.IntRange;

class BatchesPropertiesTest {

    @Property(tries = 100)
    void anEpochSeesEachImageExactlyOnce(
            @ForAll @IntRange(min = 1, max = 100) int size,
            @ForAll @IntRange(min = 1, max = 40) int batch,
            @ForAll @IntRange(max = 1000) int epoch,
            @ForAll long seed) {
        Batches batches = Batches.shuffled(Samples.numbered(size, 1), batch, new Seed(seed));
        assertThat(order(batches.epoch(epoch)))
                .containsExactlyInAnyOrderElementsOf(
                        IntStream.range(0, size).boxed().toList());
    }

    @Property(tries = 100)
    void theSameSeedGivesTheSameOrderAndAnotherEpochAnother(
            @ForAll @IntRange(min = 20, max = 100) int size, @ForAll long seed) {
        Dataset data = Samples.numbered(size, 1);
        List<Integer> order = order(Batches.shuffled(data, 7, new Seed(seed)).epoch(0));
        assertThat(order(Batches.shuffled(data, 7, new Seed(seed)).epoch(0))).isEqualTo(order);
        assertThat(order(Batches.shuffled(data, 7, new Seed(seed)).epoch(1))).isNotEqualTo(order);
    }

    @Property(tries = 100)
    void aResumedEpochGoesOnWhereItStopped(
            @ForAll @IntRange(min = 1, max = 60) int size,
            @ForAll @IntRange(min = 1, max = 20) int batch,
            @ForAll @IntRange(max = 100) int stop,
            @ForAll long seed) {
        Batches batches = Batches.shuffled(Samples.numbered(size, 1), batch, new Seed(seed));
        int at = stop % (batches.count() + 1);
        List<Integer> whole = order(batches.epoch(5));
        assertThat(order(batches.epoch(5, at))).isEqualTo(whole.subList(Math.min(at * batch, size), size));
    }

    private static List<Integer> order(Iterable<Batch> epoch) {
        List<Integer> order = new ArrayList<>();
        for (Batch batch : epoch) {
            try (batch) {
                for (int b = 0; b < batch.size(); b++) {
                    order.add(Math.round(batch.images().getFloat(b, 0, 1, 2) * 255));
                }
            }
        }
        return order;
    }
}
