package dev.espalier.papers.lps;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.espalier.model.Model;
import dev.espalier.model.Seed;
import dev.espalier.prune.Rate;
import dev.espalier.prune.TaskPartitionSet;
import dev.espalier.prune.TaskShares;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.random.RandomGenerator;
import net.jqwik.api.ForAll;
import net.jqwik.api.Property;
import net.jqwik.api.constraints.IntRange;
import net.jqwik.api.constraints.Size;
import org.junit.jupiter.api.Test;
import org.nd4j.linalg.api.ndarray.INDArray;
import org.nd4j.linalg.factory.Nd4j;

class PartitionsTest {

    private final Model model = TinyTasks.perceptron();
    private final Division division = Division.of(model);

    private static INDArray draw(Seed seed, int length) {
        RandomGenerator random = seed.generator();
        float[] drawn = new float[length];
        for (int i = 0; i < length; i++) {
            drawn[i] = (float) random.nextGaussian();
        }
        return Nd4j.createFromArray(drawn);
    }

    @Property(tries = 100)
    void partitionsAreDisjointAndOfTheirShare(
            @ForAll long seed, @ForAll @Size(min = 2, max = 7) List<@IntRange(min = 1, max = 6) Integer> parts) {
        TaskShares shares = new TaskShares(parts);
        Partitions partitions = Partitions.free(model, division);
        for (int task = 0; task < parts.size() - 1; task++) {
            Map<String, INDArray> chosen = new LinkedHashMap<>();
            for (String weight : division.shared()) {
                INDArray free = partitions.free(weight);
                INDArray drawn = draw(new Seed(seed).split(task).split(weight), (int) free.length())
                        .reshape('c', free.shape());
                TaskPartitionSet set = new TaskPartitionSet(task, free, shares.rate(task));
                INDArray mask =
                        set.project(drawn).encoding().masked().orElseThrow().mask();
                assertThat(mask.sumNumber().longValue())
                        .as("exactly k")
                        .isEqualTo(Math.round((double) free.length() * parts.get(task) / sum(parts)));
                chosen.put(weight, mask);
            }
            Partitions before = partitions;
            partitions = partitions.with(task, chosen);
            for (String weight : division.shared()) {
                assertThat(before.free(weight))
                        .isEqualTo(partitions.free(weight).add(chosen.get(weight)));
                assertThat(partitions.of(weight, task)).isEqualTo(chosen.get(weight));
                assertThat(partitions.taken(weight))
                        .isEqualTo(partitions.free(weight).rsub(1));
            }
        }
    }

    private static int sum(List<Integer> parts) {
        return parts.stream().mapToInt(Integer::intValue).sum();
    }

    @Test
    void aWeightHasOneOwner() {
        Map<String, INDArray> ones = new LinkedHashMap<>();
        division.shared()
                .forEach(weight ->
                        ones.put(weight, Nd4j.onesLike(model.parameters().get(weight))));
        Partitions all = Partitions.free(model, division).with(0, ones);
        assertThat(all.used()).isEqualTo(1);
        assertThatThrownBy(() -> all.with(1, ones))
                .hasMessage("task 1 takes weight 0 of 'fc1.weight', which belongs to task 0");
    }

    @Test
    void theAuthorsCopiesRankEarlierWeightsToo() {
        INDArray old = Nd4j.createFromArray(new float[][] {{9, -8, 0, 0, 0, 0}});
        INDArray free = Nd4j.createFromArray(new float[][] {{0, 0, 1, 1, 1, 1}});
        INDArray w = Nd4j.createFromArray(new float[][] {{0, 0, 1, -4, 3, 2}});
        AmongAll all = new AmongAll("w", old, free, Rate.times(2), 1);
        assertThat(all.project(Map.of("w", w)).get("w").weights())
                .as("of three, two are an earlier task's")
                .isEqualTo(Nd4j.createFromArray(new float[][] {{0, 0, 0, -4, 0, 0}}));
        assertThat(new TaskPartitionSet(1, free, Rate.times(2)).project(w).weights())
                .isEqualTo(Nd4j.createFromArray(new float[][] {{0, 0, 0, -4, 3, 2}}));
    }
}
