package dev.espalier.fpga;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.espalier.model.LevelSet;
import java.util.Set;
import java.util.TreeSet;
import java.util.stream.IntStream;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.MethodSource;

class WeightCodeTest {

    static Stream<LevelSet> sets() {
        return Stream.of(
                        IntStream.rangeClosed(2, 8).mapToObj(LevelSet.Fixed::new),
                        IntStream.rangeClosed(2, 7).mapToObj(LevelSet.PowerOfTwo::new),
                        IntStream.rangeClosed(3, 8).mapToObj(LevelSet.SumOfPowers::new))
                .flatMap(each -> each);
    }

    @ParameterizedTest
    @MethodSource("sets")
    void wordsMeanTheLevelsOfTheSetAndNoOthers(LevelSet set) {
        WeightCode code = new WeightCode(set);
        Set<Long> levels = new TreeSet<>();
        for (long magnitude : set.integers()) {
            levels.add(magnitude);
            levels.add(-magnitude);
        }

        Set<Long> meant = new TreeSet<>();
        code.words().forEach(word -> meant.add(code.level(word).orElseThrow()));

        assertThat(meant).isEqualTo(levels);
        assertThat(levels)
                .allSatisfy(level -> assertThat(code.level(code.word(level))).hasValue(level));
        assertThat(code.words()).hasSize(set instanceof LevelSet.Fixed ? (1 << set.bits()) - 1 : 1 << set.bits());
    }

    @ParameterizedTest
    @CsvSource({
        "fixed4, 7, 0111",
        "fixed4, -7, 1001",
        "fixed4, 0, 0000",
        "p2-4, 64, 0001",
        "p2-4, 1, 0111",
        "p2-4, -2, 1110",
        "p2-4, 0, 0000",
        "sp2-4, 8, 0011",
        "sp2-4, 5, 0111",
        "sp2-4, 6, 0101",
        "sp2-4, 4, 0010",
        "sp2-4, -1, 1110",
        "sp2-4, 0, 0000",
    })
    void writesSignThenExponents(String set, long level, String word) {
        assertThat(new WeightCode(LevelSet.parse(set)).word(level)).isEqualTo(Integer.parseInt(word, 2));
    }

    @Test
    void refusesWhatIsNoLevel() {
        assertThatThrownBy(() -> new WeightCode(LevelSet.parse("sp2-4")).word(-7))
                .hasMessage("-7/8 is no level of sp2-4; its magnitudes are [0, 1, 2, 4, 5, 6, 8] / 8");
        assertThat(new WeightCode(LevelSet.parse("fixed4")).level(0b1000)).isEmpty();
    }
}
