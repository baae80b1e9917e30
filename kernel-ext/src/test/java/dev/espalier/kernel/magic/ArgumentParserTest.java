package dev.espalier.kernel.magic;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.assertj.core.api.Assertions.catchThrowableOfType;

import java.util.List;
import java.util.stream.Collectors;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

class ArgumentParserTest {

    @ParameterizedTest
    @CsvSource(
            delimiter = '|',
            quoteCharacter = '`',
            value = {
                "net                                   | model=first structure=unstructured epochs=3 quiet=false",
                "small --structure pattern             | model=second structure=pattern epochs=3 quiet=false",
                "net --structure=filter --quiet        | model=first structure=filter epochs=3 quiet=true",
                "--quiet --quiet net                   | model=first structure=unstructured epochs=3 quiet=true",
                "net --epochs 1_0                      | model=first structure=unstructured epochs=10 quiet=false",
                "net --epochs n                        | model=first structure=unstructured epochs=7 quiet=false",
                "net --momentum .9                     | model=first structure=unstructured epochs=3 momentum=0.9 quiet=false",
                "net --momentum half                   | model=first structure=unstructured epochs=3 momentum=0.5 quiet=false",
                "net --layers a,b --layers c           | model=first structure=unstructured epochs=3 layers=[a, b, c] quiet=false",
                "net --layers='a b,--c'                | model=first structure=unstructured epochs=3 layers=[a b, --c] quiet=false",
                "net --epochs {n}                      | model=first structure=unstructured epochs=7 quiet=false",
                "net --layers '{path},{no},{}'         | model=first structure=unstructured epochs=3 layers=[/data, {no}, {}] quiet=false",
                "net --rate 4x                         | model=first structure=unstructured rate=4x epochs=3 quiet=false",
                "net --rate 75%                        | model=first structure=unstructured rate=4x epochs=3 quiet=false",
                "net --rate 1x                         | model=first structure=unstructured rate=1x epochs=3 quiet=false",
            })
    void reads(String line, String expected) {
        Arguments arguments = parse(Sample.SCHEMA, line);
        assertThat(Sample.SCHEMA.parameters().stream()
                        .filter(parameter -> arguments.find(parameter).isPresent())
                        .map(parameter -> parameter.name() + "=" + arguments.get(parameter))
                        .collect(Collectors.joining(" ")))
                .isEqualTo(expected);
    }

    @ParameterizedTest
    @CsvSource(
            delimiter = '|',
            quoteCharacter = '`',
            value = {
                "``                       | MODEL is missing: a Net, for example one made by %zoo",
                "path                     | MODEL 'path' is a String; expected a Net, for example one made by %zoo",
                "nett                     | MODEL 'nett' is no variable with a value in this session; did you mean 'net'?",
                "elephant                 | MODEL 'elephant' is no variable with a value in this session; expected a Net, for example one made by %zoo",
                "net small                | 'small' is one word too many",
                "net rate=4x              | 'rate=4x' is one word too many; options start with two dashes: --rate=4x",
                "net --ratte 4x           | there is no option '--ratte'; did you mean '--rate'?",
                "net -r 4x                | there is no option '-r'; there is --structure, --rate, --epochs, --momentum, --layers, --quiet",
                "net --rate               | --rate needs a value: a rate such as 4x or 75%",
                "net --rate --quiet       | --rate needs a value: a rate such as 4x or 75%",
                "net --rate quick         | --rate: 'quick' is no rate; write 4x, or 75% (become zero), or keep 0.25, which all mean the same",
                "net --rate 100%          | --rate: rate 100% is outside 1x (keeps everything) to 10000x; 4x keeps a quarter of the weights",
                "net --rate 0.5x          | --rate: rate 0.5x is outside 1x (keeps everything) to 10000x; 4x keeps a quarter of the weights",
                "net --rate 2x --rate 3x  | --rate is given twice: '2x' and '3x'",
                "net --quiet=yes          | --quiet takes no value; write it alone",
                "net --structure patern   | --structure 'patern' is unknown; did you mean 'pattern'?",
                "net --structure xxxxxxxx | --structure 'xxxxxxxx' is unknown; there is unstructured, pattern, filter",
                "net --epochs 0           | --epochs '0' is out of range; expected a whole number from 1 to 1000",
                "net --epochs 2.5         | --epochs '2.5' is not a whole number from 1 to 1000",
                "net --epochs half        | --epochs 'half' holds 0.5, which is not a whole number from 1 to 1000",
                "net --momentum NaN       | --momentum 'NaN' is out of range; expected a number from 0 to 1",
                "net --layers a,,b        | --layers 'a,,b' has nothing between two commas; expected text; several are separated by commas",
                "--model net              | MODEL is given by its place, without '--model'",
                "net --layers 'a          | the quote before 'a' is never closed",
            })
    void saysWhatIsWrong(String line, String expected) {
        assertThatThrownBy(() -> parse(Sample.SCHEMA, line))
                .isInstanceOf(MagicException.class)
                .hasMessage("%prune: " + expected);
    }

    @Test
    void everyMistakeComesWithUsageAndAnExample() {
        MagicException mistake =
                catchThrowableOfType(MagicException.class, () -> parse(Sample.SCHEMA, "net --ratte 4x"));
        assertThat(mistake.kind()).isEqualTo("MagicUsage");
        assertThat(mistake.usage())
                .isEqualTo("Usage: %prune MODEL [--structure unstructured|pattern|filter] [--rate RATE]\n"
                        + "    [--epochs N] [--momentum X] [--layers LAYER,…] [--quiet]\n"
                        + "Example: var small = %prune net --structure pattern --rate 4x");
    }

    @Test
    void theRestTakesAllWords() {
        List<String> names = parse(Sample.COMPARE, "net small,net").get(Sample.NETS).stream()
                .map(Sample.Net::name)
                .toList();
        assertThat(names).containsExactly("first", "second", "first");
        assertThatThrownBy(() -> parse(Sample.COMPARE, ""))
                .hasMessage("%compare: MODELS is missing: a Net, for example one made by %zoo; several are separated by"
                        + " commas");
        assertThatThrownBy(() -> parse(Sample.COMPARE, "net path"))
                .hasMessage("%compare: MODELS 'path' is a String; expected a Net, for example one made by %zoo");
        assertThatThrownBy(() -> parse(Sample.COMPARE, "net --rate 4x"))
                .hasMessage("%compare: there is no option '--rate'; it has no options");
    }

    @Test
    void anAbsentParameterWithoutFallbackIsEmpty() {
        assertThat(parse(Sample.ZOO, "").find(Sample.WHAT)).isEmpty();
        assertThatThrownBy(() -> parse(Sample.ZOO, "").get(Sample.WHAT))
                .isInstanceOf(IllegalStateException.class)
                .hasMessage("ARCHITECTURE was not given and has no fallback");
    }

    private static Arguments parse(Schema schema, String line) {
        return ArgumentParser.parse(schema, Words.read(line, 0), "", Sample.VARIABLES);
    }
}
