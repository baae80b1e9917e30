package dev.espalier.kernel.notebook;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.espalier.kernel.evaluate.Output;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;
import java.util.OptionalInt;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.Arguments;
import org.junit.jupiter.params.provider.MethodSource;

class NotebookReaderTest {

    private static final String OLD =
            """
            {"nbformat": 4, "nbformat_minor": 2, "metadata": {"kernelspec": {"name": "java"}}, "cells": [
              {"cell_type": "markdown", "metadata": {}, "source": ["# Title\\n", "text"],
               "attachments": {"a.png": {"image/png": "AAAA"}}},
              {"cell_type": "code", "metadata": {"tags": ["parameters"]}, "execution_count": 7, "source": "int n = 1;",
               "outputs": [
                 {"output_type": "stream", "name": "stderr", "text": ["a\\n", "b"]},
                 {"output_type": "execute_result", "execution_count": 7, "metadata": {},
                  "data": {"text/plain": ["x\\n", "y"], "application/json": {"k": [1, null, 2.5]}}},
                 {"output_type": "error", "ename": "E", "evalue": "v", "traceback": ["t"]}]},
              {"cell_type": "raw", "metadata": {}, "source": ""}]}
            """;

    @Test
    void raisesOlderMinorVersionsAndGivesIds() throws IOException {
        Notebook notebook = parse(OLD);

        assertThat(notebook.metadata()).isEqualTo(Map.of("kernelspec", Map.of("name", "java")));
        assertThat(notebook.cells())
                .extracting(Cell::id)
                .doesNotHaveDuplicates()
                .allMatch(id -> Cell.ID.matcher(id).matches());
        assertThat(parse(OLD)).as("ids are repeatable").isEqualTo(notebook);
        Cell.Markdown text = (Cell.Markdown) notebook.cells().get(0);
        assertThat(text.source()).isEqualTo("# Title\ntext");
        assertThat(text.attachments()).containsOnlyKeys("a.png");
        Cell.Code code = (Cell.Code) notebook.cells().get(1);
        assertThat(code.tagged("parameters")).isTrue();
        assertThat(code.count()).isEqualTo(OptionalInt.of(7));
        assertThat(code.outputs().get(0)).isEqualTo(new CellOutput.Stream(Output.Channel.STDERR, "a\nb"));
        CellOutput.Result result = (CellOutput.Result) code.outputs().get(1);
        assertThat(result.data()).containsEntry("text/plain", "x\ny");
        assertThat(result.data().get("application/json").toString()).isEqualTo("{k=[1, null, 2.5]}");
        assertThat(code.outputs().get(2)).isEqualTo(new CellOutput.Failure("E", "v", List.of("t")));
        assertThat(notebook.cells().get(2)).isInstanceOf(Cell.Raw.class);
    }

    static Stream<Arguments> broken() {
        String code = "{\"cell_type\": \"code\", \"metadata\": {}, \"execution_count\": null, \"outputs\": [], ";
        return Stream.of(
                Arguments.of("", "b.ipynb: the file is empty, expected a notebook"),
                Arguments.of(OLD.substring(0, 300), "b.ipynb: the file ends too early at line 4: it is truncated"),
                Arguments.of("\u0000\u0001garbage", "b.ipynb: the file is not JSON at line 1"),
                Arguments.of("[1, 2]", "b.ipynb: this is JSON but no notebook: it has no field 'nbformat'"),
                Arguments.of(
                        "{\"nbformat\": 3, \"nbformat_minor\": 0, \"worksheets\": []}",
                        "b.ipynb: nbformat 3 is too old, expected 4: open and save it in Jupyter, or run jupyter"
                                + " nbconvert --to notebook"),
                Arguments.of("{\"nbformat\": 5, \"cells\": []}", "b.ipynb: nbformat 5 is too new, expected 4"),
                Arguments.of(
                        "{\"nbformat\": \"4\"}", "b.ipynb: field 'nbformat' should hold a whole number, found \"4\""),
                Arguments.of(
                        "{\"nbformat\": 4, \"nbformat_minor\": 5, \"metadata\": {}}",
                        "b.ipynb: field 'cells' is missing"),
                Arguments.of(cells("{}, 7"), "b.ipynb: field 'cells[1]' should hold an object, found 7"),
                Arguments.of(
                        cells("{\"cell_type\": \"code\", \"metadata\": {}}"),
                        "b.ipynb, cell 1: field 'source' is missing"),
                Arguments.of(
                        cells(code + "\"source\": 12}"),
                        "b.ipynb, cell 1: field 'source' should hold a string or a list of strings, found 12"),
                Arguments.of(
                        cells(code + "\"source\": [\"a\", 1]}"),
                        "b.ipynb, cell 1: field 'source' should hold strings only, found a list"),
                Arguments.of(
                        cells("{\"cell_type\": \"heading\", \"metadata\": {}, \"source\": \"\"}"),
                        "b.ipynb, cell 1: field 'cell_type' should be code, markdown or raw, found \"heading\""),
                Arguments.of(
                        cells(code + "\"source\": \"\", \"id\": \"a b\"}"),
                        "b.ipynb, cell 1: id 'a b' should be 1 to 64 letters, digits, hyphens and underscores"),
                Arguments.of(
                        cells(code + "\"source\": \"\", \"id\": \"x\"}, " + code + "\"source\": \"\", \"id\": \"x\"}"),
                        "b.ipynb, cell 2: id 'x' is already that of cell 1"),
                Arguments.of(
                        cells("{\"cell_type\": \"code\", \"metadata\": {}, \"execution_count\": null, \"source\": \"\","
                                + " \"outputs\": [{\"output_type\": \"stream\", \"name\": \"out\", \"text\": \"\"}]}"),
                        "b.ipynb, cell 1: field 'outputs[0].name' should be stdout or stderr, found \"out\""),
                Arguments.of(
                        cells("{\"cell_type\": \"code\", \"metadata\": {}, \"execution_count\": null, \"source\": \"\","
                                + " \"outputs\": {}}"),
                        "b.ipynb, cell 1: field 'outputs' should hold a list, found an object"));
    }

    @ParameterizedTest
    @MethodSource("broken")
    void saysWhatIsWrongAndWhere(String json, String message) {
        assertThatThrownBy(() -> parse(json))
                .isInstanceOf(NotebookException.class)
                .hasMessageStartingWith(message);
    }

    @Test
    void saysThatAFileIsAbsent() {
        assertThatThrownBy(() -> NotebookReader.read(Path.of("no-such.ipynb")))
                .isInstanceOf(NotebookException.class)
                .hasMessage("there is no file no-such.ipynb");
    }

    private static String cells(String cells) {
        return "{\"nbformat\": 4, \"nbformat_minor\": 5, \"metadata\": {}, \"cells\": [" + cells + "]}";
    }

    private static Notebook parse(String json) throws IOException {
        return NotebookReader.parse(json.getBytes(StandardCharsets.UTF_8), "b.ipynb");
    }
}
