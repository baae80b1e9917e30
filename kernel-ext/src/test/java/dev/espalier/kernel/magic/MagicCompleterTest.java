package dev.espalier.kernel.magic;

import static org.assertj.core.api.Assertions.assertThat;

import dev.espalier.kernel.evaluate.Completions;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

class MagicCompleterTest {

    private final Magics magics = new Magics(List.of(
            Sample.magic(Sample.SCHEMA, (a, c) -> null),
            Sample.magic(Sample.COMPARE, (a, c) -> null),
            Sample.magic(Sample.ZOO, (a, c) -> null),
            Sample.magic(Schema.cell("text", "keeps the cell", String.class), (a, c) -> null)));

    /** The cursor is at the end. What is completed is what the matches replace. */
    @ParameterizedTest
    @CsvSource(
            delimiter = '|',
            quoteCharacter = '`',
            ignoreLeadingAndTrailingWhitespace = false,
            value = {
                "%|compare lsmagic magic prune zoo|",
                "%%|text|",
                "%pr|prune|pr",
                "%prune |net small|",
                "%prune s|small|s",
                "%prune net |--structure --rate --epochs --momentum --layers --quiet|",
                "%prune net --|--structure --rate --epochs --momentum --layers --quiet|--",
                "%prune --quiet net --q||--q",
                "%prune net --structure |unstructured pattern filter|",
                "%prune net --structure p|pattern|p",
                "%prune net --structure=p|pattern|p",
                "%prune net --structure=|unstructured pattern filter|",
                "%prune net --structure pattern --s||--s",
                "%prune net --epochs |n|",
                "%compare net,s|small|s",
                "%compare net |net small|",
                "%zoo re|resnet20|re",
                "%zoo resnet20 ||",
                "%unknown ||",
                "%zoo; Str||",
            })
    void completes(String text, String matches, String replaced) {
        int name = text.startsWith("%%") ? 2 : 1;
        Schema.Form form = name == 2 ? Schema.Form.CELL : Schema.Form.LINE;
        Completions completions = magics.complete(form, text, name, text.length(), Sample.VARIABLES);
        assertThat(String.join(" ", completions.matches())).isEqualTo(matches == null ? "" : matches);
        assertThat(text.substring(completions.start(), completions.end())).isEqualTo(replaced == null ? "" : replaced);
    }

    @Test
    void completesPaths(@TempDir Path directory) throws IOException {
        Files.createDirectory(directory.resolve("images"));
        Files.createFile(directory.resolve("index.csv"));
        Files.createFile(directory.resolve(".hidden"));
        String prefix = directory + "/";
        Kind<Path> kind = Kinds.path();
        assertThat(kind.candidates(prefix + "i", Sample.VARIABLES))
                .containsExactly(prefix + "images/", prefix + "index.csv");
        assertThat(kind.candidates(directory + "/missing/", Sample.VARIABLES)).isEmpty();
    }
}
