package dev.espalier.kernel.magic;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.List;
import net.jqwik.api.ForAll;
import net.jqwik.api.Property;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

class WordsTest {

    @ParameterizedTest
    @CsvSource(
            delimiter = '|',
            quoteCharacter = '`',
            value = {
                "``                          | ``                      | ``",
                "a  b                        | a/b                     | ``",
                "'a b' \"c d\"               | a b/c d                 | ``",
                "\"say \\\"hi\\\"\" x        | say \"hi\"/x            | ``",
                "'it\\'s'                    | it's                    | ``",
                "don't stop                  | don't/stop              | ``",
                "--name='a b' c              | --name=a b/c            | ``",
                "--rate 4x;                  | --rate/4x               | ;",
                "--rate 4x; int b;           | --rate/4x               | ;",
                "a ';' b                     | a/;/b                   | ``",
                "a // c; d                   | a                       | ``",
                "http://x/y                  | http://x/y              | ``",
                "é ü                         | é/ü                     | ``",
                "a {f(1, \"}\") + 2} b      | a/{f(1, \"}\") + 2}/b  | ``",
                "--rate={1 / 2.0;} x         | --rate={1 / 2.0;}/x     | ``",
                "{{a b}} {c                  | {{a/b}}/{c              | ``",
            })
    void splits(String line, String expected, String end) {
        Words words = Words.read(line, 0);
        assertThat(words.list().stream()
                        .map(Word::text)
                        .reduce((a, b) -> a + "/" + b)
                        .orElse(""))
                .isEqualTo(expected);
        assertThat(words.silenced()).isEqualTo(end.equals(";"));
        assertThat(words.openQuote()).isFalse();
    }

    @Test
    void endsWithTheLineUnlessABackslashJoinsTheNext() {
        assertThat(texts("a b\nc", 0)).containsExactly("a", "b");
        assertThat(texts("a b \\\n  c\nd", 0)).containsExactly("a", "b", "c");
        assertThat(texts("a b\\\r\nc\r\nd", 0)).containsExactly("a", "b", "c");
        assertThat(Words.read("a b\nc", 0).end()).isEqualTo(3);
        assertThat(Words.read("a; b", 0).end()).isEqualTo(2);
    }

    @Test
    void tellsOfAQuoteThatIsNeverClosed() {
        Words words = Words.read("a 'b c\nd", 0);
        assertThat(words.openQuote()).isTrue();
        assertThat(words.list().get(1).text()).isEqualTo("b c");
    }

    @Test
    void aQuotedWordIsNoOption() {
        assertThat(Words.read("'--rate'", 0).list().get(0).isOption()).isFalse();
        assertThat(Words.read("--rate='x'", 0).list().get(0).isOption()).isTrue();
    }

    @Property
    void neverFailsAndKeepsPositions(@ForAll String text) {
        Words words = Words.read(text, 0);
        int last = 0;
        for (Word word : words.list()) {
            assertThat(word.start()).isGreaterThanOrEqualTo(last);
            assertThat(word.end()).isGreaterThan(word.start()).isLessThanOrEqualTo(text.length());
            last = word.end();
        }
        assertThat(words.end()).isBetween(last, text.length());
    }

    private static List<String> texts(String text, int from) {
        return Words.read(text, from).list().stream().map(Word::text).toList();
    }
}
