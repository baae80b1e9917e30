package dev.espalier.kernel.bench;

import dev.espalier.engine.ReferenceExecutor;
import dev.espalier.model.BatchNormFolding;
import dev.espalier.model.Model;
import dev.espalier.model.Node;
import dev.espalier.model.Safetensors;
import dev.espalier.onnx.Onnx;
import dev.espalier.quantize.IntegerModel;
import java.io.IOException;
import java.io.OutputStream;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import org.nd4j.linalg.api.buffer.DataType;
import org.nd4j.linalg.api.ndarray.INDArray;

/**
 * What the peers of a comparison get: the dense network in their formats, its inputs, and the outputs that are right. Of a
 * format it cannot be written in there is a reason instead.
 *
 * @param folder where the files are
 */
record InferenceFiles(Path folder) {

    static final String ONNX = "model.onnx";
    static final String TFLITE = "model.tflite";
    private static final String INPUTS = "inputs.safetensors";
    private static final String OUTPUTS = "outputs.safetensors";

    /** Writes everything. */
    void write(InferenceNet net) throws IOException {
        Model model = net.model(folder, 1);
        Map<String, INDArray> inputs = InferenceNet.inputs(model);
        save(INPUTS, inputs);
        save(OUTPUTS, reference(model, inputs));
        try {
            TfliteModel.write(model, folder.resolve(TFLITE));
        } catch (UnsupportedOperationException impossible) {
            Files.writeString(reasonFile(TFLITE), impossible.getMessage());
        }
        Path published = folder.resolve("published.onnx");
        if (Files.exists(published)) {
            Files.move(published, folder.resolve(ONNX));
        } else {
            Model written = net.quantized()
                    ? InBytes.forPeers(model)
                    : BatchNormFolding.of(model).model();
            Onnx.write(written, folder.resolve(ONNX));
        }
    }

    private Path reasonFile(String name) {
        return folder.resolve(name + ".absent");
    }

    /** Why there is no such file, if there is none. */
    Optional<String> absent(String name) throws IOException {
        return Files.exists(reasonFile(name)) ? Optional.of(Files.readString(reasonFile(name))) : Optional.empty();
    }

    /** What the network gives for its inputs by the reference executor, in the order of its outputs. */
    static Map<String, INDArray> reference(Model model, Map<String, INDArray> inputs) {
        Map<String, INDArray> feeds = new LinkedHashMap<>(model.parameters().arrays());
        feeds.putAll(inputs);
        Map<String, INDArray> outputs = new LinkedHashMap<>();
        // Levels are the right ones in double precision alone.
        if (IntegerModel.isQuantized(model)) {
            feeds.replaceAll((name, array) -> array.castTo(DataType.DOUBLE));
        }
        try (ReferenceExecutor executor = new ReferenceExecutor(model.graph())) {
            Map<String, INDArray> results = executor.run(feeds);
            for (Node output : model.graph().outputs()) {
                outputs.put(
                        output.name(),
                        results.get(output.name()).castTo(DataType.FLOAT).dup('c'));
            }
        }
        return outputs;
    }

    private void save(String name, Map<String, INDArray> tensors) throws IOException {
        try (OutputStream out = Files.newOutputStream(folder.resolve(name))) {
            Safetensors.write(tensors, out);
        }
    }

    Map<String, INDArray> inputs() throws IOException {
        return read(INPUTS);
    }

    List<INDArray> outputs() throws IOException {
        return List.copyOf(read(OUTPUTS).values());
    }

    private Map<String, INDArray> read(String name) throws IOException {
        Path file = folder.resolve(name);
        return Safetensors.read(Files.readAllBytes(file), file.toString());
    }
}
