package dev.espalier.kernel.verb;

import dev.espalier.exchange.Exchange;
import dev.espalier.exchange.InputShape;
import dev.espalier.kernel.magic.Arguments;
import dev.espalier.kernel.magic.Context;
import dev.espalier.kernel.magic.Kinds;
import dev.espalier.kernel.magic.Magic;
import dev.espalier.kernel.magic.Parameter;
import dev.espalier.kernel.magic.Schema;
import dev.espalier.model.Model;
import java.io.IOException;
import java.nio.file.Path;
import java.util.List;

/** {@code %import}. */
public final class ImportVerb implements Magic {

    private static final Parameter<Path> FILE =
            Parameter.required("file", Kinds.path(), "an ONNX file, model.json of TensorFlow.js, or what was exported");
    private static final Parameter<List<InputShape>> INPUT = Parameter.option(
            "input",
            Kinds.list(Kinds.read("NAME=1x3x224x224", "a shape such as image=1x3x224x224", InputShape::parse)),
            "shapes that an ONNX file leaves open; N in first place is any batch");

    private static final Schema SCHEMA = Schema.line(
                    "import", "reads a model that other tools made, or that was exported", Model.class, FILE, INPUT)
            .examples(
                    "var net = %import detector.onnx",
                    "var bert = %import minilm.onnx --input input_ids=1x128,attention_mask=1x128");

    @Override
    public Schema schema() {
        return SCHEMA;
    }

    @Override
    public Model run(Arguments arguments, Context context) throws IOException {
        return Exchange.open(arguments.get(FILE), arguments.find(INPUT).orElse(List.of()));
    }
}
