package dev.espalier.onnx;

import dev.espalier.engine.ReferenceExecutor;
import dev.espalier.model.Model;
import dev.espalier.model.Node;
import dev.espalier.onnx.proto.GraphProto;
import dev.espalier.onnx.proto.ModelProto;
import dev.espalier.onnx.proto.TensorProto;
import dev.espalier.onnx.proto.ValueInfoProto;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.stream.Collectors;
import org.nd4j.linalg.api.ndarray.INDArray;

/**
 * One of ONNX's own test vectors: a small model, what goes in and what must come out.
 *
 * @param directory of its files
 */
record Vector(Path directory) {

    /** What became of a vector. */
    enum Verdict {
        PASSED,
        /** By an error that names the operator or what about it cannot be read. */
        REFUSED,
        FAILED
    }

    /**
     * How it went.
     *
     * @param message why it was refused or failed
     */
    record Outcome(Verdict verdict, String message) {}

    String name() {
        return directory.getFileName().toString();
    }

    private Path file() {
        return directory.resolve("model.onnx");
    }

    GraphProto graph() throws IOException {
        return ModelProto.parseFrom(Files.readAllBytes(file())).getGraph();
    }

    /** The operators it is made of. */
    String operators() throws IOException {
        return graph().getNodeList().stream()
                .map(node -> (node.getDomain().isEmpty() ? "" : node.getDomain() + ".") + node.getOpType())
                .filter(type -> !type.equals("Constant"))
                .distinct()
                .collect(Collectors.joining("+"));
    }

    private List<Tensor> tensors(String kind) throws IOException {
        Budget budget = new Budget(Runtime.getRuntime().maxMemory());
        TensorReader reader = new TensorReader(new ExternalData(directory, budget), budget);
        List<Tensor> tensors = new ArrayList<>();
        Path set = directory.resolve("test_data_set_0");
        for (int i = 0; Files.exists(set.resolve(kind + "_" + i + ".pb")); i++) {
            TensorProto proto = TensorProto.parseFrom(Files.readAllBytes(set.resolve(kind + "_" + i + ".pb")));
            tensors.add(reader.read(proto));
        }
        return tensors;
    }

    /** Runs it: with all inputs fed if that can be, else with those fixed that must be known before. */
    Outcome run() throws IOException {
        Map<String, Tensor> inputs = new LinkedHashMap<>();
        List<Tensor> outputs;
        try {
            List<Tensor> tensors = tensors("input");
            outputs = tensors("output");
            List<ValueInfoProto> declared = graph().getInputList();
            for (int i = 0; i < tensors.size(); i++) {
                inputs.put(declared.get(i).getName(), tensors.get(i));
            }
        } catch (OnnxException | IOException refused) {
            return new Outcome(Verdict.REFUSED, String.valueOf(refused.getMessage()));
        }
        OnnxException last = null;
        for (int fed : new int[] {inputs.size(), 1, 0}) {
            try {
                return run(inputs, outputs, fed);
            } catch (OnnxException refused) {
                last = last == null || refused.getMessage().contains("must be known") ? refused : last;
            } catch (IllegalArgumentException unfit) {
                boolean named = unfit.getMessage().startsWith("node '");
                return new Outcome(named ? Verdict.REFUSED : Verdict.FAILED, unfit.getMessage());
            } catch (RuntimeException failed) {
                return new Outcome(Verdict.FAILED, failed.toString());
            }
        }
        return new Outcome(Verdict.REFUSED, last.getMessage());
    }

    private Outcome run(Map<String, Tensor> inputs, List<Tensor> outputs, int fed) throws IOException {
        OnnxFile file = Onnx.read(file());
        Map<String, INDArray> feeds = new LinkedHashMap<>();
        for (Map.Entry<String, Tensor> input : inputs.entrySet()) {
            Tensor tensor = input.getValue();
            boolean isFed = fed == inputs.size() || feeds.size() < fed && tensor.kind() == Tensor.Kind.FLOAT;
            if (isFed) {
                for (int axis = 0; axis < tensor.rank(); axis++) {
                    file = given(file, input.getKey(), axis, tensor.dim(axis));
                }
                feeds.put(input.getKey(), tensor.array());
            } else {
                file = file.with(input.getKey(), tensor);
            }
        }
        Model model = file.model();
        feeds.putAll(model.parameters().arrays());
        try (ReferenceExecutor executor = new ReferenceExecutor(model.graph())) {
            Map<String, INDArray> found = executor.run(feeds);
            List<Node> nodes = model.graph().outputs();
            for (int i = 0; i < nodes.size(); i++) {
                int type = graph().getOutput(i).getType().getTensorType().getElemType();
                boolean half = type == TensorProto.DataType.FLOAT16_VALUE;
                String misfit =
                        misfit(outputs.get(i), half, found.get(nodes.get(i).name()));
                if (misfit != null) {
                    return new Outcome(Verdict.FAILED, nodes.get(i).name() + ": " + misfit);
                }
            }
        }
        return new Outcome(Verdict.PASSED, "");
    }

    private OnnxFile given(OnnxFile file, String input, int axis, int size) throws IOException {
        ValueInfoProto declared = graph().getInputList().stream()
                .filter(candidate -> candidate.getName().equals(input))
                .findFirst()
                .orElseThrow();
        boolean fixed =
                declared.getType().getTensorType().getShape().getDim(axis).getDimValue() > 0;
        return fixed ? file : file.with(input + "[" + axis + "]", size);
    }

    private static String misfit(Tensor expected, boolean half, INDArray found) {
        double tolerance = half ? 1e-3 : 1e-4;
        if (!Model.shapeOf(found).equals(expected.shape())) {
            return "shape " + Model.shapeOf(found) + " instead of " + expected.shape();
        }
        double[] numbers = found.dup('c').data().asDouble();
        for (int i = 0; i < numbers.length; i++) {
            double e = expected.at(i);
            boolean same = e == numbers[i]
                    || Double.isNaN(e) && Double.isNaN(numbers[i])
                    || Math.abs(e - numbers[i]) <= tolerance * Math.max(1, Math.abs(e));
            if (!same) {
                return "number " + i + " is " + numbers[i] + " instead of " + e;
            }
        }
        return null;
    }
}
