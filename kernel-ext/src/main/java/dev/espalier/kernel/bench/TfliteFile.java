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

/**
 * A model in the file format of TensorFlow Lite, tensor by tensor and operator by operator. Field numbers are those of
 * {@code tensorflow/lite/schema/schema.fbs}, version 3.
 */
final class TfliteFile {

    private static final byte FLOAT32 = 0;
    private static final byte INT32 = 2;
    private static final int ALIGNMENT = 16;

    /** Operators, with the number of each and of its options. */
    enum Operator {
        ADD(0, 11),
        AVERAGE_POOL_2D(1, 5),
        CONV_2D(3, 1),
        DEPTHWISE_CONV_2D(4, 2),
        FULLY_CONNECTED(9, 8),
        MAX_POOL_2D(17, 5),
        RELU(19, 0),
        RELU6(21, 0),
        RESHAPE(22, 17),
        PAD(34, 22),
        MEAN(40, 27);

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

    /** A tensor that is computed; its number. */
    int tensor(String name, int... shape) {
        return addTensor(name, FLOAT32, 0, shape);
    }

    int constant(String name, float[] numbers, int... shape) {
        ByteBuffer bytes = little(numbers.length);
        bytes.asFloatBuffer().put(numbers);
        return addTensor(name, FLOAT32, addBuffer(bytes), shape);
    }

    int constant(String name, int[] numbers, int... shape) {
        ByteBuffer bytes = little(numbers.length);
        bytes.asIntBuffer().put(numbers);
        return addTensor(name, INT32, addBuffer(bytes), shape);
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

    private int addTensor(String name, byte type, int buffer, int... shape) {
        int label = file.createString(name);
        int dims = integers(shape);
        file.startTable(4);
        file.addOffset(0, dims, 0);
        file.addByte(1, type, 0);
        file.addInt(2, buffer, 0);
        file.addOffset(3, label, 0);
        tensors.add(file.endTable());
        return tensors.size() - 1;
    }

    private int integers(int... numbers) {
        file.startVector(Integer.BYTES, numbers.length, Integer.BYTES);
        for (int i = numbers.length - 1; i >= 0; i--) {
            file.addInt(numbers[i]);
        }
        return file.endVector();
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
            file.addByte(0, (byte) operator.code, 0);
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
