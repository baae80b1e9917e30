package dev.espalier.kernel.bench;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import com.fasterxml.jackson.databind.node.ObjectNode;
import dev.espalier.data.Batch;
import dev.espalier.data.Batches;
import dev.espalier.data.Split;
import dev.espalier.model.Model;
import dev.espalier.model.Safetensors;
import dev.espalier.model.Seed;
import dev.espalier.train.Optimizer;
import java.io.IOException;
import java.io.OutputStream;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import org.nd4j.linalg.api.ndarray.INDArray;

/**
 * What every worker of a comparison gets, as files that Java and Python read: {@code task.json} (network, batch,
 * optimizer), {@code weights.safetensors} (where to start) and {@code batches.safetensors} ({@code 0/images},
 * {@code 0/labels}, {@code 1/images}, ...).
 *
 * @param folder where the files are
 * @param workload what to train
 * @param batch images per step
 * @param batches how many there are before the first comes again
 */
record Assignment(Path folder, Workload workload, int batch, int batches) {

    private static final Seed SEED = new Seed(1);
    private static final ObjectMapper JSON = new ObjectMapper();

    /** Writes the files. */
    static Assignment write(Path folder, Workload workload, int batch, int batches, Split data) throws IOException {
        Assignment assignment = new Assignment(folder, workload, batch, batches);
        Files.createDirectories(folder);
        JSON.writeValue(folder.resolve("task.json").toFile(), assignment.task());
        write(assignment.weights(), folder.resolve("weights.safetensors"));
        write(assignment.draw(data), folder.resolve("batches.safetensors"));
        return assignment;
    }

    /** Reads what {@link #write} wrote. */
    static Assignment read(Path folder) throws IOException {
        JsonNode task = JSON.readTree(folder.resolve("task.json").toFile());
        return new Assignment(
                folder,
                Workloads.named(task.get("network").asText()),
                task.get("batch").asInt(),
                task.get("batches").asInt());
    }

    private static void write(Map<String, INDArray> tensors, Path file) throws IOException {
        try (OutputStream out = Files.newOutputStream(file)) {
            Safetensors.write(tensors, out);
        }
    }

    private ObjectNode task() {
        ObjectNode task = JSON.createObjectNode();
        task.put("network", workload.name()).put("batch", batch).put("batches", batches);
        ObjectNode optimizer = task.putObject("optimizer");
        if (workload.optimizer() instanceof Optimizer.Sgd sgd) {
            optimizer.put("kind", "sgd").put("momentum", sgd.momentum()).put("nesterov", sgd.nesterov());
            optimizer.put("weight_decay", sgd.weightDecay());
        } else if (workload.optimizer() instanceof Optimizer.Adam adam) {
            optimizer.put("kind", "adam").put("beta1", adam.beta1()).put("beta2", adam.beta2());
            optimizer.put("epsilon", adam.epsilon()).put("weight_decay", adam.weightDecay());
        }
        optimizer.put("rate", workload.optimizer().rate());
        return task;
    }

    private Map<String, INDArray> weights() {
        Map<String, INDArray> weights = new LinkedHashMap<>();
        networks().forEach((name, network) -> network.parameters()
                .arrays()
                .forEach(
                        (parameter, array) -> weights.put(name.isEmpty() ? parameter : name + "/" + parameter, array)));
        return weights;
    }

    private Map<String, INDArray> draw(Split data) {
        Map<String, INDArray> tensors = new LinkedHashMap<>();
        Batches source = Batches.shuffled(data.train(), batch, SEED.split("images"))
                .normalized(workload.normalization(data.normalization()))
                .withoutRemainder();
        for (Batch each : source.epoch(0)) {
            if (each.index() == batches) {
                break;
            }
            workload.inputs(each, SEED.split("noise"))
                    .forEach((input, array) -> tensors.put(each.index() + "/" + input, array));
        }
        return tensors;
    }

    /** The networks with the weights all start from, by what precedes the names of their parameters. */
    Map<String, Model> networks() {
        return workload.networks(SEED);
    }

    /** What each step reads, by name. */
    List<Map<String, INDArray>> readBatches() throws IOException {
        Path file = folder.resolve("batches.safetensors");
        List<Map<String, INDArray>> read = new ArrayList<>();
        for (int i = 0; i < batches; i++) {
            read.add(new HashMap<>());
        }
        Safetensors.read(Files.readAllBytes(file), file.toString()).forEach((name, array) -> {
            int slash = name.indexOf('/');
            read.get(Integer.parseInt(name.substring(0, slash))).put(name.substring(slash + 1), array);
        });
        return read;
    }

    /** What it is called in tables. */
    String name() {
        return workload.name() + ", batch " + batch;
    }
}
