package dev.espalier.kernel.notebook;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.junit.jupiter.api.Assumptions.assumeTrue;

import dev.espalier.kernel.evaluate.Output;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.OptionalInt;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class NotebookWriterTest {

    @TempDir
    Path folder;

    @Test
    void writesWhatJupyterWrites() throws IOException {
        assertThat(NotebookWriter.toJson(example()))
                .isEqualTo(
                        """
                        {
                         "cells": [
                          {
                           "cell_type": "markdown",
                           "id": "m",
                           "metadata": {},
                           "source": [
                            "# Ä\\n",
                            "x"
                           ]
                          },
                          {
                           "cell_type": "code",
                           "execution_count": 1,
                           "id": "c",
                           "metadata": {
                            "tags": [
                             "a"
                            ]
                           },
                           "outputs": [
                            {
                             "name": "stdout",
                             "output_type": "stream",
                             "text": [
                              "1\\n",
                              "\\u001b[31m2"
                             ]
                            },
                            {
                             "data": {
                              "image/png": "AAAA",
                              "text/plain": [
                               "p"
                              ]
                             },
                             "metadata": {},
                             "output_type": "display_data"
                            }
                           ],
                           "source": []
                          }
                         ],
                         "metadata": {},
                         "nbformat": 4,
                         "nbformat_minor": 5
                        }
                        """);
    }

    @Test
    void pythonsNbformatFindsItValidAndWritesTheSameBytes() throws Exception {
        Path python = Path.of("/usr/bin/python3");
        assumeTrue(
                Files.isExecutable(python) && run(python, "import nbformat") == 0, "python3-nbformat is not installed");
        Path file = folder.resolve("a.ipynb");
        Path again = folder.resolve("b.ipynb");
        NotebookWriter.write(example(), file);

        assertThat(run(
                        python,
                        "import sys, nbformat; n = nbformat.read(sys.argv[1], 4); nbformat.validate(n);"
                                + " nbformat.write(n, sys.argv[2])",
                        file.toString(),
                        again.toString()))
                .isZero();
        assertThat(again).hasSameTextualContentAs(file);
    }

    @Test
    void leavesTheOldFileWhenTheNewOneCannotBeWritten() throws IOException {
        Path file = folder.resolve("kept.ipynb");
        Files.createDirectories(file.resolve("in-the-way"));

        assertThatThrownBy(() -> NotebookWriter.write(example(), file)).isInstanceOf(IOException.class);
        try (var left = Files.list(folder)) {
            assertThat(left).containsExactly(file);
        }
    }

    private static Notebook example() {
        List<CellOutput> outputs = List.of(
                new CellOutput.Stream(Output.Channel.STDOUT, "1\n\u001B[31m2"),
                new CellOutput.Display(Map.of("text/plain", "p", "image/png", "AAAA"), Map.of()));
        return new Notebook(
                List.of(
                        new Cell.Markdown("m", "# Ä\nx", Map.of(), Map.of()),
                        new Cell.Code("c", "", Map.of("tags", List.of("a")), OptionalInt.of(1), outputs)),
                Map.of());
    }

    private static int run(Path python, String program, String... arguments) throws IOException, InterruptedException {
        List<String> command = new ArrayList<>(List.of(python.toString(), "-W", "error", "-c", program));
        command.addAll(List.of(arguments));
        return new ProcessBuilder(command)
                .redirectErrorStream(true)
                .redirectOutput(ProcessBuilder.Redirect.DISCARD)
                .start()
                .waitFor();
    }
}
