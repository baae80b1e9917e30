package dev.espalier.kernel.notebook;

import static org.assertj.core.api.Assertions.assertThat;

import dev.espalier.kernel.evaluate.Output;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.OptionalInt;
import net.jqwik.api.ForAll;
import net.jqwik.api.Property;
import net.jqwik.api.constraints.Size;

class RoundTripTest {

    @Property(tries = 200)
    void readingReturnsWhatWasWritten(@ForAll @Size(max = 4) List<String> sources, @ForAll String shown)
            throws IOException {
        List<Cell> cells = new ArrayList<>();
        for (String source : sources) {
            String id = Cell.idFor(cells.size(), source);
            List<CellOutput> outputs = List.of(
                    new CellOutput.Stream(Output.Channel.STDERR, shown),
                    new CellOutput.Result(cells.size(), Map.of("text/plain", shown, "image/png", "AA"), Map.of()),
                    new CellOutput.Failure(shown, source, List.of(shown, source)));
            cells.add(new Cell.Code(id, source, Map.of("k", shown), OptionalInt.of(cells.size()), outputs));
            cells.add(new Cell.Markdown(id + "-m", source, Map.of(), Map.of()));
        }
        Notebook notebook = Notebook.java(cells);
        byte[] json = NotebookWriter.toJson(notebook).getBytes(StandardCharsets.UTF_16BE);

        assertThat(NotebookReader.parse(json, "round trip")).isEqualTo(notebook);
    }
}
