package dev.espalier.kernel.bench;

import dev.espalier.compile.directory.TestVector;
import dev.espalier.engine.ReferenceExecutor;
import dev.espalier.model.BatchNormFolding;
import dev.espalier.model.Encoding;
import dev.espalier.model.Model;
import dev.espalier.model.Node;
import dev.espalier.model.Safetensors;
import dev.espalier.model.file.ModelFile;
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
    private static final String MODEL = "model.espalier";
    private static final String INPUTS = "inputs.safetensors";
    private static final String OUTPUTS = "outputs.safetensors";

    /**
     * Writes everything.
     *
     * @param times how many times fewer weights the forms have whose right outputs are wanted besides those of the network
     */
    void write(InferenceNet net, List<Double> times) throws IOException {
        Model model = net.model(folder, 1);
        Map<String, INDArray> inputs = InferenceNet.inputs(model);
        save(INPUTS, inputs);
        save(OUTPUTS, reference(model, inputs));
        for (double each : times) {
            if (each != 1) {
                save(outputsFile(each), reference(net.model(folder, each), inputs));
            }
        }
        writeTflite(model, inputs);
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

    private void writeTflite(Model model, Map<String, INDArray> inputs) throws IOException {
        try {
            Model written =
                    IntegerModel.isQuantized(model) ? FullInteger.of(IntegerModel.rounded(model), inputs) : model;
            TfliteModel.write(written, folder.resolve(TFLITE));
        } catch (UnsupportedOperationException impossible) {
            Files.writeString(reasonFile(TFLITE), impossible.getMessage());
        }
    }

    /**
     * Writes a model of the user's.
     *
     * @param item to run it on, with the right outputs
     * @param formats of peers that are wanted
     */
    void write(Model model, TestVector item, List<String> formats) throws IOException {
        Files.createDirectories(folder);
        ModelFile.save(model, folder.resolve(MODEL));
        save(INPUTS, named(model.graph().inputs(), item.inputs()));
        save(OUTPUTS, named(model.graph().outputs(), item.outputs()));
        if (formats.contains(TFLITE)) {
            writeTflite(model, named(model.graph().inputs(), item.inputs()));
        }
        if (formats.contains(ONNX)) {
            try {
                boolean quantized = IntegerModel.isQuantized(model)
                        || model.encodings().values().stream().anyMatch(Encoding.Quantized.class::isInstance);
                // Levels are those of the weights before folding.
                Onnx.write(quantized ? model : BatchNormFolding.of(model).model(), folder.resolve(ONNX));
            } catch (UnsupportedOperationException impossible) {
                Files.writeString(reasonFile(ONNX), impossible.getMessage());
            }
        }
    }

    private static Map<String, INDArray> named(List<Node> nodes, List<INDArray> arrays) {
        Map<String, INDArray> named = new LinkedHashMap<>();
        for (int i = 0; i < nodes.size(); i++) {
            named.put(nodes.get(i).name(), arrays.get(i));
        }
        return named;
    }

    Model model() throws IOException {
        return ModelFile.load(folder.resolve(MODEL));
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
        return outputs(1);
    }

    /** What is right of the form with so many times fewer weights. */
    List<INDArray> outputs(double times) throws IOException {
        return List.copyOf(read(outputsFile(times)).values());
    }

    private static String outputsFile(double times) {
        return times == 1 ? OUTPUTS : times + "-" + OUTPUTS;
    }

    private Map<String, INDArray> read(String name) throws IOException {
        Path file = folder.resolve(name);
        return Safetensors.read(Files.readAllBytes(file), file.toString());
    }
}
