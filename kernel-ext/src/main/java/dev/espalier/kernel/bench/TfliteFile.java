package dev.espalier.kernel.bench;

import com.google.flatbuffers.FlatBufferBuilder;
import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.nio.channels.FileChannel;
import java.nio.file.Path;
import java.nio.file.StandardOpenOption;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;

/**
 * A model in the file format of TensorFlow Lite, tensor by tensor and operator by operator. Field numbers are those of
 * {@code tensorflow/lite/schema/schema.fbs}, version 3.
 */
final class TfliteFile {

    private static final int ALIGNMENT = 16;

    /** The largest number of an operator that fits the field of old readers; what others have there. */
    private static final int LAST_OLD_CODE = 127;

    /** What a tensor holds, with its number. */
    enum Type {
        FLOAT32(0),
        INT32(2),
        INT8(9);

        private final int code;

        Type(int code) {
            this.code = code;
        }
    }

    /** Operators, with the number of each and of its options. */
    enum Operator {
        ADD(0, 11),
        AVERAGE_POOL_2D(1, 5),
        CONV_2D(3, 1),
        DEPTHWISE_CONV_2D(4, 2),
        DEQUANTIZE(6, 0),
        FULLY_CONNECTED(9, 8),
        MAX_POOL_2D(17, 5),
        MUL(18, 21),
        RELU(19, 0),
        RELU6(21, 0),
        RESHAPE(22, 17),
        SOFTMAX(25, 9),
        TANH(28, 0),
        PAD(34, 22),
        GATHER(36, 23),
        TRANSPOSE(39, 26),
        MEAN(40, 27),
        SUB(41, 28),
        SLICE(65, 0),
        RSQRT(76, 0),
        SQUARE(92, 0),
        QUANTIZE(114, 0),
        BATCH_MATMUL(126, 101),
        GELU(150, 116);

        private final int code;
        private final int options;

        Operator(int code, int options) {
            this.code = code;
            this.options = options;
        }
    }

    /** Writes the fields of an operator's options, in any order. */
    @FunctionalInterface
    interface Options {
        void write(FlatBufferBuilder table);
    }

    private final FlatBufferBuilder file;
    private final List<Integer> buffers = new ArrayList<>();
    private final List<Integer> tensors = new ArrayList<>();
    private final List<Integer> operators = new ArrayList<>();

    /**
     * An empty model.
     *
     * @param bytes roughly what its weights take
     */
    TfliteFile(long bytes) {
        file = new FlatBufferBuilder(Math.toIntExact(bytes + (bytes >> 4) + (1 << 16)));
        // The first buffer is that of tensors without numbers, by definition.
        addBuffer(ByteBuffer.allocate(0));
    }

    /** A tensor of floats that is computed; its number. */
    int tensor(String name, int... shape) {
        return tensor(name, Type.FLOAT32, shape);
    }

    int tensor(String name, Type type, int... shape) {
        return addTensor(name, type, 0, Optional.empty(), shape);
    }

    /** The same of integers that stand for numbers, or of floats if there are no levels. */
    int tensor(String name, Optional<TfliteLevels> levels, int... shape) {
        return addTensor(name, levels.isPresent() ? Type.INT8 : Type.FLOAT32, 0, levels, shape);
    }

    int constant(String name, float[] numbers, int... shape) {
        ByteBuffer bytes = little(numbers.length);
        bytes.asFloatBuffer().put(numbers);
        return addTensor(name, Type.FLOAT32, addBuffer(bytes), Optional.empty(), shape);
    }

    int constant(String name, int[] numbers, int... shape) {
        return constant(name, numbers, Optional.empty(), shape);
    }

    int constant(String name, int[] numbers, Optional<TfliteLevels> levels, int... shape) {
        ByteBuffer bytes = little(numbers.length);
        bytes.asIntBuffer().put(numbers);
        return addTensor(name, Type.INT32, addBuffer(bytes), levels, shape);
    }

    int constant(String name, byte[] numbers, TfliteLevels levels, int... shape) {
        return addTensor(name, Type.INT8, addBuffer(ByteBuffer.wrap(numbers)), Optional.of(levels), shape);
    }

    private static ByteBuffer little(int numbers) {
        return ByteBuffer.allocate(Integer.BYTES * numbers).order(ByteOrder.LITTLE_ENDIAN);
    }

    private int addBuffer(ByteBuffer bytes) {
        ByteBuffer space = file.createUnintializedVector(1, bytes.remaining(), ALIGNMENT);
        space.put(bytes);
        int data = file.endVector();
        file.startTable(1);
        file.addOffset(0, data, 0);
        buffers.add(file.endTable());
        return buffers.size() - 1;
    }

    private int addTensor(String name, Type type, int buffer, Optional<TfliteLevels> levels, int... shape) {
        int label = file.createString(name);
        int dims = integers(shape);
        int quantization = levels.map(this::quantization).orElse(0);
        file.startTable(5);
        file.addOffset(0, dims, 0);
        file.addByte(1, (byte) type.code, 0);
        file.addInt(2, buffer, 0);
        file.addOffset(3, label, 0);
        file.addOffset(4, quantization, 0);
        tensors.add(file.endTable());
        return tensors.size() - 1;
    }

    private int quantization(TfliteLevels levels) {
        int count = levels.scales().size();
        file.startVector(Float.BYTES, count, Float.BYTES);
        for (int i = count - 1; i >= 0; i--) {
            file.addFloat(levels.scales().get(i));
        }
        int scales = file.endVector();
        file.startVector(Long.BYTES, count, Long.BYTES);
        for (int i = 0; i < count; i++) {
            file.addLong(levels.zeroPoint());
        }
        int zeroPoints = file.endVector();
        file.startTable(7);
        file.addOffset(2, scales, 0);
        file.addOffset(3, zeroPoints, 0);
        file.addInt(6, levels.axis(), 0);
        return file.endTable();
    }

    private int integers(int... numbers) {
        file.startVector(Integer.BYTES, numbers.length, Integer.BYTES);
        for (int i = numbers.length - 1; i >= 0; i--) {
            file.addInt(numbers[i]);
        }
        return file.endVector();
    }

    /** Adds an operator without options behind those that are there. */
    void add(Operator operator, int output, int... inputs) {
        add(operator, 0, table -> {}, output, inputs);
    }

    /**
     * Adds an operator behind those that are there.
     *
     * @param fields how many its options have
     */
    void add(Operator operator, int fields, Options options, int output, int... inputs) {
        file.startTable(fields);
        options.write(file);
        int table = file.endTable();
        int reads = integers(inputs);
        int writes = integers(output);
        file.startTable(5);
        file.addInt(0, operator.ordinal(), 0);
        file.addOffset(1, reads, 0);
        file.addOffset(2, writes, 0);
        if (operator.options > 0) {
            file.addByte(3, (byte) operator.options, 0);
            file.addOffset(4, table, 0);
        }
        operators.add(file.endTable());
    }

    /** Finishes the model and writes it. */
    void write(Path to, String description, int[] inputs, int[] outputs) throws IOException {
        int codes = codes();
        int graph = graph(inputs, outputs);
        int graphs = file.createVectorOfTables(new int[] {graph});
        int text = file.createString(description);
        int all = file.createVectorOfTables(ints(buffers));
        file.startTable(5);
        file.addInt(0, 3, 0);
        file.addOffset(1, codes, 0);
        file.addOffset(2, graphs, 0);
        file.addOffset(3, text, 0);
        file.addOffset(4, all, 0);
        file.finish(file.endTable(), "TFL3");
        try (FileChannel channel = FileChannel.open(
                to, StandardOpenOption.CREATE, StandardOpenOption.WRITE, StandardOpenOption.TRUNCATE_EXISTING)) {
            ByteBuffer bytes = file.dataBuffer();
            while (bytes.hasRemaining()) {
                channel.write(bytes);
            }
        }
    }

    /** All operators there are, in the order of the enumeration. */
    private int codes() {
        int[] codes = new int[Operator.values().length];
        for (Operator operator : Operator.values()) {
            file.startTable(4);
            file.addByte(0, (byte) Math.min(operator.code, LAST_OLD_CODE), 0);
            file.addInt(2, 1, 1);
            file.addInt(3, operator.code, 0);
            codes[operator.ordinal()] = file.endTable();
        }
        return file.createVectorOfTables(codes);
    }

    private int graph(int[] inputs, int[] outputs) {
        int all = file.createVectorOfTables(ints(tensors));
        int reads = integers(inputs);
        int writes = integers(outputs);
        int steps = file.createVectorOfTables(ints(operators));
        file.startTable(4);
        file.addOffset(0, all, 0);
        file.addOffset(1, reads, 0);
        file.addOffset(2, writes, 0);
        file.addOffset(3, steps, 0);
        return file.endTable();
    }

    private static int[] ints(List<Integer> list) {
        return list.stream().mapToInt(Integer::intValue).toArray();
    }
}
