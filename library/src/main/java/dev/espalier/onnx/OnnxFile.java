package dev.espalier.onnx;

import com.google.protobuf.ByteString;
import com.google.protobuf.CodedInputStream;
import com.google.protobuf.UnsafeByteOperations;
import dev.espalier.model.Model;
import dev.espalier.model.Nearest;
import dev.espalier.model.Parameters;
import dev.espalier.model.Printable;
import dev.espalier.model.Step;
import dev.espalier.model.op.Shape;
import dev.espalier.onnx.proto.ModelProto;
import dev.espalier.onnx.proto.OperatorSetIdProto;
import dev.espalier.onnx.proto.ValueInfoProto;
import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.channels.FileChannel;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.HashSet;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;
import org.nd4j.linalg.api.ndarray.INDArray;

/**
 * A file as it was read, and what its user fixes before it becomes a model: sizes that the file leaves open, and inputs
 * that always hold the same numbers. Immutable.
 */
public final class OnnxFile {

    /** The oldest set of operators that is read. */
    public static final int OLDEST_SET = 6;

    /** The newest set of operators that is read. */
    public static final int NEWEST_SET = 21;

    private final Path file;
    private final ModelProto proto;
    private final InputSizes sizes;
    private final Map<String, Tensor> fixed;

    private OnnxFile(Path file, ModelProto proto, InputSizes sizes, Map<String, Tensor> fixed) {
        this.file = file;
        this.proto = proto;
        this.sizes = sizes;
        this.fixed = fixed;
    }

    static OnnxFile read(Path file) throws IOException {
        if (!Files.isRegularFile(file)) {
            throw new IOException("cannot read " + file + ": "
                    + (Files.exists(file) ? "it is no regular file" : "there is no such file"));
        }
        try (FileChannel channel = FileChannel.open(file)) {
            if (channel.size() > Integer.MAX_VALUE) {
                throw new OnnxException(file.getFileName() + " is larger than 2 GiB; numbers of such models belong into"
                        + " files of their own beside it");
            }
            return of(file, channel.map(FileChannel.MapMode.READ_ONLY, 0, channel.size()));
        }
    }

    /** A file with these bytes, which must not change. */
    static OnnxFile of(Path file, ByteBuffer bytes) {
        ByteString content = UnsafeByteOperations.unsafeWrap(bytes);
        ModelProto proto = told(file, () -> {
            try {
                long memory = Runtime.getRuntime().maxMemory() / 4;
                Census.take(content.newCodedInput(), ModelProto.getDescriptor(), memory);
                CodedInputStream stream = content.newCodedInput();
                // Long data stay in the file instead of filling Java's memory.
                stream.enableAliasing(true);
                return ModelProto.parseFrom(stream);
            } catch (IOException damaged) {
                throw new OnnxException("is no ONNX file, or damaged: " + damaged.getMessage(), damaged);
            }
        });
        return of(file, proto);
    }

    /** A file with this content. */
    static OnnxFile of(Path file, ModelProto proto) {
        OnnxFile read = new OnnxFile(file, proto, InputSizes.none(), Map.of());
        told(file, () -> {
            if (!proto.hasGraph()) {
                throw new OnnxException("is no ONNX file: it holds no graph");
            }
            Names.check(proto.getGraph());
            return read.opset();
        });
        return read;
    }

    /**
     * Gives a dimension that the file leaves open its size.
     *
     * @param dimension its name in the file, or {@code input[axis]}, counted from 0. Where an input has the name on its
     *     first axis and on others, the first is taken for the batch, and the name stands for the others
     * @param size at least 1
     */
    public OnnxFile with(String dimension, int size) {
        return new OnnxFile(file, proto, sizes.with(dimension, size), fixed);
    }

    /**
     * Gives an input its shape: what the file leaves open becomes that, and what it says must be the same.
     *
     * @param input its name, or empty for the only one
     * @param shape of as many dimensions; an open batch in first place leaves that of all inputs open
     * @throws OnnxException if there is no such input, or the file says otherwise
     */
    public OnnxFile withShape(String input, Shape shape) {
        return new OnnxFile(file, proto, told(file, () -> sizes.with(declared(input), shape)), fixed);
    }

    /** Whether the file leaves the first axis of every input open. */
    public boolean leavesBatchOpen() {
        return inputs().stream()
                .map(input -> input.getType().getTensorType().getShape())
                .allMatch(shape -> shape.getDimCount() > 0 && shape.getDim(0).getDimValue() <= 0);
    }

    private List<ValueInfoProto> inputs() {
        Set<String> known = new HashSet<>(fixed.keySet());
        proto.getGraph().getInitializerList().forEach(tensor -> known.add(tensor.getName()));
        return proto.getGraph().getInputList().stream()
                .filter(candidate -> !known.contains(candidate.getName()))
                .toList();
    }

    private ValueInfoProto declared(String input) {
        List<ValueInfoProto> inputs = inputs();
        List<String> names = inputs.stream().map(ValueInfoProto::getName).toList();
        if (input.isEmpty() && inputs.size() != 1) {
            throw new OnnxException("has the inputs " + names + "; say which one a shape is for, as in "
                    + (names.isEmpty() ? "x" : names.get(0)) + "=1x3x224x224");
        }
        return inputs.stream()
                .filter(candidate -> input.isEmpty() || candidate.getName().equals(input))
                .findFirst()
                .orElseThrow(() -> new OnnxException(
                        "has no input '" + input + "'" + Nearest.hint(input, names) + "; there are " + names));
    }

    /** Makes an input a constant of the model. */
    public OnnxFile with(String input, INDArray numbers) {
        int[] dims = Call.intDims(numbers.shape());
        return with(
                input,
                Tensor.of(Tensor.Kind.FLOAT, dims, numbers.dup('c').data().asDouble()));
    }

    OnnxFile with(String input, Tensor numbers) {
        Map<String, Tensor> more = new LinkedHashMap<>(fixed);
        more.put(input, numbers);
        return new OnnxFile(file, proto, sizes, more);
    }

    /**
     * Leaves the first axis of every input open for batches of any size. Without it, a batch whose size the file leaves
     * open is of one item.
     */
    public OnnxFile withOpenBatch() {
        return new OnnxFile(file, proto, sizes.withOpenBatch(), fixed);
    }

    /**
     * The model. Inputs have their names in the file, and so have outputs; of integers and booleans the model wants floats
     * that are whole numbers.
     *
     * @throws OnnxException if a size is not known, an operator cannot be read or the file contradicts itself; names file
     *     and node
     */
    public Model model() {
        return told(file, () -> {
            Budget budget = new Budget(Runtime.getRuntime().maxMemory());
            budget.file(proto.getSerializedSize());
            ExternalData external = new ExternalData(file.toAbsolutePath().getParent(), budget);
            Reading reading = new Reading(new TensorReader(external, budget), opset(), budget);
            proto.getMetadataPropsList().forEach(entry -> reading.metadata(entry.getKey(), entry.getValue()));
            proto.getGraph().getInitializerList().forEach(reading::initializer);
            if (proto.getGraph().getSparseInitializerCount() > 0) {
                throw new OnnxException("stores tensors as lists of what is not zero, which cannot be read");
            }
            fix(reading);
            sizes.declare(proto.getGraph().getInputList(), reading);
            GraphReader.read(proto.getGraph(), reading);
            Assembly whole = Assembly.of(
                    reading,
                    proto.getGraph().getOutputList().stream()
                            .map(ValueInfoProto::getName)
                            .toList());
            Step step = Step.of("import", "file", file.getFileName());
            return new Model(name(), whole.graph(), new Parameters(whole.arrays()), whole.encodings(), List.of(step));
        });
    }

    private void fix(Reading reading) {
        fixed.forEach((input, numbers) -> {
            ValueInfoProto declared = proto.getGraph().getInputList().stream()
                    .filter(candidate -> candidate.getName().equals(input))
                    .findFirst()
                    .orElseThrow(() -> new OnnxException("has no input '" + input + "'"));
            Tensor.Kind kind = ElementType.of(declared.getType().getTensorType().getElemType())
                    .kind();
            reading.put(input, new Operand.Known(numbers.as(kind)));
        });
    }

    private String name() {
        return file.getFileName().toString().replaceFirst("\\.onnx$", "");
    }

    private int opset() {
        long version = 0;
        for (OperatorSetIdProto set : proto.getOpsetImportList()) {
            if (set.getDomain().isEmpty() || set.getDomain().equals("ai.onnx")) {
                version = set.getVersion();
            }
        }
        if (version < OLDEST_SET || version > NEWEST_SET) {
            throw new OnnxException("uses operator set " + version + " of ONNX; sets " + OLDEST_SET + " to "
                    + NEWEST_SET + " can be read");
        }
        return (int) version;
    }

    private interface Reader<T> {
        T read();
    }

    private static <T> T told(Path file, Reader<T> reader) {
        try {
            return reader.read();
        } catch (OnnxException refused) {
            throw new OnnxException(file.getFileName() + ": " + Printable.of(refused.getMessage()), refused);
        }
    }
}
