package dev.espalier.compile.directory;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

class CNamesTest {

    @ParameterizedTest
    @CsvSource({
        "resnet8, resnet8",
        "MobileNet-V2 (0.5), mobilenet_v2_0_5",
        "__all/MiniLM:L6__, all_minilm_l6",
        "2layers, x_2layers",
        "double, x_double",
        "名前, x",
        "'', x"
    })
    void keepLettersAndDigits(String name, String expected) {
        assertThat(CNames.of(name)).isEqualTo(expected);
    }

    @Test
    void areDistinct() {
        assertThat(CNames.distinct(List.of("x:0", "x/0", "X 0", "net", "int"), "net"))
                .containsExactly("x_0", "x_0_2", "x_0_3", "net_2", "x_int");
    }
}
