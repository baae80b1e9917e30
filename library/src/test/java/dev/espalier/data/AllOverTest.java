package dev.espalier.data;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.Arrays;
import java.util.stream.Collectors;
import org.junit.jupiter.api.Test;

class AllOverTest {

    /** 1,000 images sorted by 10 classes: each batch has the same number of each class. */
    @Test
    void everyBatchIsFromAllOverTheSet() {
        int[] places = AllOver.places(1000, 200, 50);
        assertThat(places).hasSize(200).doesNotHaveDuplicates();
        for (int batch = 0; batch < 4; batch++) {
            assertThat(Arrays.stream(places, 50 * batch, 50 * batch + 50)
                            .mapToObj(place -> place / 100)
                            .collect(Collectors.groupingBy(label -> label, Collectors.counting())))
                    .hasSize(10)
                    .allSatisfy((label, count) -> assertThat(count).isEqualTo(5));
        }
        assertThat(Arrays.stream(AllOver.places(7, 7, 3)).sorted()).containsExactly(0, 1, 2, 3, 4, 5, 6);
    }

    @Test
    void thereAreNoMoreImagesThanThereAre() {
        Dataset few = FashionMnist.excerpt().test().take(7);
        assertThat(AllOver.of(few, 100, 3).size()).isEqualTo(7);
    }
}
