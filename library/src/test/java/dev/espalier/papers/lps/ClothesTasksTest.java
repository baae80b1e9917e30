package dev.espalier.papers.lps;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.espalier.data.FashionMnist;
import dev.espalier.data.Split;
import dev.espalier.model.Seed;
import java.util.Arrays;
import java.util.List;
import java.util.stream.IntStream;
import org.junit.jupiter.api.Test;

class ClothesTasksTest {

    private final Split clothes = FashionMnist.load();

    @Test
    void permutedTasksShowTheSamePixelsInAnotherOrder() {
        List<Task> tasks = ClothesTasks.permuted(clothes, 3, 20, 10, new Seed(1));
        assertThat(tasks.get(0).data().train().pixels(3))
                .isEqualTo(clothes.train().pixels(3));
        byte[] plain = clothes.train().pixels(20 + 3);
        byte[] permuted = tasks.get(1).data().train().pixels(3);
        assertThat(permuted).isNotEqualTo(plain);
        Arrays.sort(plain);
        Arrays.sort(permuted);
        assertThat(permuted).isEqualTo(plain);
        // One order for all images of a task, training and test: where a pixel is always black, one is there too.
        int[] order = new Seed(1).split(1).permutation(784);
        byte[] test = tasks.get(1).data().test().pixels(0);
        byte[] original = clothes.test().pixels(10);
        IntStream.range(0, 784).forEach(p -> assertThat(test[p]).isEqualTo(original[order[p]]));
        assertThat(tasks.get(2).data().train().pixels(3))
                .isNotEqualTo(tasks.get(1).data().train().pixels(3));
    }

    @Test
    void dividedTasksHaveClassesOfTheirOwn() {
        List<Task> tasks = ClothesTasks.split(clothes, 5, 2, 12, 7);
        assertThat(tasks).extracting(Task::name).contains("T-shirt/top, Trouser", "Bag, Ankle boot");
        for (Task task : tasks) {
            assertThat(task.classes()).isEqualTo(2);
            assertThat(task.data().train().counts()).containsExactly(12, 12);
            assertThat(task.data().test().counts()).containsExactly(7, 7);
        }
        Split last = tasks.get(4).data();
        int bag = IntStream.range(0, clothes.train().size())
                .filter(i -> clothes.train().label(i) == 8)
                .findFirst()
                .orElseThrow();
        int first = IntStream.range(0, 24)
                .filter(i -> last.train().label(i) == 0)
                .findFirst()
                .orElseThrow();
        assertThat(last.train().pixels(first)).isEqualTo(clothes.train().pixels(bag));
        assertThatThrownBy(() -> ClothesTasks.split(clothes, 4, 3, 5, 5))
                .hasMessage("4 tasks of 3 classes each need 12 classes, but there are 10");
    }
}
