package dev.espalier.kernel.command;

import dev.espalier.exchange.Exchange;
import dev.espalier.exchange.InputShape;
import dev.espalier.model.Model;
import java.io.IOException;
import java.nio.file.Path;
import java.util.List;
import picocli.CommandLine;
import picocli.CommandLine.Option;
import picocli.CommandLine.Parameters;

/** The model that a command is about, in any format that can be read. */
final class ModelSource {

    @Parameters(
            paramLabel = "MODEL",
            description = "A saved model, an ONNX file, or model.json of a TensorFlow.js graph model.")
    private Path file;

    @Option(
            names = "--input",
            paramLabel = "NAME=1x3x224x224",
            split = ",",
            converter = ShapeConverter.class,
            description = "A shape that an ONNX file leaves open; N in first place is any batch.")
    private List<InputShape> inputs = List.of();

    Path file() {
        return file;
    }

    Model open() throws IOException {
        return Exchange.open(file, inputs);
    }

    /** Reads a shape, and says what is wrong with it in one sentence. */
    private static final class ShapeConverter implements CommandLine.ITypeConverter<InputShape> {

        @Override
        public InputShape convert(String text) {
            try {
                return InputShape.parse(text);
            } catch (IllegalArgumentException wrong) {
                throw new CommandLine.TypeConversionException(wrong.getMessage());
            }
        }
    }
}
