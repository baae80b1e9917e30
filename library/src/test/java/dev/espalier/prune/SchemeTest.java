package dev.espalier.prune;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.espalier.model.KernelPattern;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

class SchemeTest {

    @ParameterizedTest
    @ValueSource(
            strings = {
                "unstructured",
                "filter",
                "channel",
                "column",
                "n:m:1:4",
                "block:16x2",
                "block-punched:16x2",
                "block-row:32",
                "block-column:4",
                "token-lane:3",
                "position:16",
                "pattern:6",
                "pattern:8/g4",
                "pattern:clicktrain12",
                "pattern:yolobile13/g32",
            })
    void whatASchemePrintsReadsBackAsItself(String text) {
        assertThat(Scheme.parse(text)).hasToString(text);
        assertThat(Scheme.parse(Scheme.parse(text).toString())).isEqualTo(Scheme.parse(text));
    }

    @ParameterizedTest
    @CsvSource({
        "n:m, n:m:2:4",
        "block, block:32x4",
        "block-punched, block-punched:8x4",
        "block-row, block-row:16",
        "block-column, block-column:8",
        "token-lane, token-lane:3",
        "position, position:8",
        "pattern, pattern:8",
        "pattern:patdnn, pattern:8",
        "pattern/g4, pattern:8/g4",
        "pattern:patdnn/g2, pattern:8/g2",
    })
    void whatIsLeftOutIsUsual(String text, String full) {
        assertThat(Scheme.parse(text)).isEqualTo(Scheme.parse(full));
    }

    @ParameterizedTest
    @CsvSource(
            delimiter = '|',
            value = {
                "block-punchd:8x4 | no structure 'block-punchd'; did you mean 'block-punched'?",
                "block:32 | 'block:32' is no structure; write block:32x4",
                "block:8x0 | inputs of a block: 0; at least 1",
                "block-punched:8 | 'block-punched:8' is no structure; write block-punched:8x4",
                "block-punched:8xfour | 'block-punched:8xfour' is no structure; write block-punched:8x4",
                "block-punched:0x4 | filters of a block: 0; at least 1",
                "filter:3 | 'filter:3' is no structure; write filter",
                "n:m:2 | 'n:m:2' is no structure; write n:m:2:4",
                "n:m:5:4 | at most 5 of every 4 weights cannot stay; 2 of 4 can, written n:m:2:4",
                "token-lane:x | 'token-lane:x' is no structure; write token-lane:3",
                "pattern:99 | 99 patterns are outside 1 to 56",
                "pattern:8/g0 | patterns shared by 0 filters; /g1 is every filter for itself",
                "pattern:8/h4 | 'pattern:8/h4' is no structure; write pattern:8 or pattern:8/g4",
                "pattern:clicktrain | no pattern set 'clicktrain'; did you mean 'clicktrain4'?",
            })
    void mistakesSayWhatWouldBeRight(String text, String message) {
        assertThatThrownBy(() -> Scheme.parse(text)).hasMessageStartingWith(message);
    }

    /** Check 1 of the notes on 2011.10170: w = 1..9, g = 1. */
    @Test
    void clickTrainsPatternImportances() {
        double[] squares = {1, 4, 9, 16, 25, 36, 49, 64, 81};
        List<KernelPattern> patterns = PatternLibrary.CLICKTRAIN12.patterns();
        assertThat(patterns.stream().map(pattern -> importance(pattern, squares)))
                .containsExactly(206.0, 154.0, 74.0, 46.0, 230.0, 141.0, 129.0, 109.0, 39.0, 210.0, 30.0, 197.0);
    }

    private static double importance(KernelPattern pattern, double[] scores) {
        double sum = 0;
        for (int i = 0; i < scores.length; i++) {
            sum += pattern.keeps(i / 3, i % 3) ? scores[i] : 0;
        }
        return sum;
    }

    @Test
    void theLibrariesNestAndKeepEquallyMany() {
        assertThat(PatternLibrary.CLICKTRAIN12.patterns())
                .hasSize(12)
                .doesNotHaveDuplicates()
                .startsWith(PatternLibrary.CLICKTRAIN8.patterns().toArray(KernelPattern[]::new))
                .startsWith(PatternLibrary.CLICKTRAIN4.patterns().toArray(KernelPattern[]::new))
                .allMatch(pattern -> pattern.kept() == 4);
        assertThat(PatternLibrary.YOLOBILE13.patterns())
                .hasSize(13)
                .doesNotHaveDuplicates()
                .allMatch(pattern -> pattern.kept() == 5);
    }
}
