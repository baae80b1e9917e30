package dev.espalier.onnx;

import com.google.protobuf.ByteString;
import dev.espalier.model.AtomicFile;
import dev.espalier.onnx.proto.StringStringEntryProto;
import dev.espalier.onnx.proto.TensorProto;
import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.function.Supplier;

/** The known tensors of a file that is being made. Their bytes are made when they are written. */
final class Initializers {

    /** Smaller tensors stay in the file of the model, where tools that never load weights still find shapes and scales. */
    private static final int SMALLEST_OUTSIDE = 1024;

    /** So that a reader can map the numbers into its memory, whatever the size of a page. */
    private static final long ALIGNMENT = 1 << 16;

    private static final int CHUNK = 1 << 14;

    private final Map<String, Stored> byName = new LinkedHashMap<>();

    private record Stored(ElementType type, long[] dims, long bytes, AtomicFile.Content content) {

        TensorProto.Builder proto(String name) {
            TensorProto.Builder proto = TensorProto.newBuilder().setName(name).setDataType(type.code());
            for (long dim : dims) {
                proto.addDims(dim);
            }
            return proto;
        }
    }

    void floats(String name, long[] dims, Supplier<float[]> numbers) {
        put(name, ElementType.FLOAT, dims, out -> {
            float[] all = numbers.get();
            ByteBuffer chunk = ByteBuffer.allocate(Float.BYTES * CHUNK).order(ByteOrder.LITTLE_ENDIAN);
            for (int from = 0; from < all.length; from += CHUNK) {
                int count = Math.min(CHUNK, all.length - from);
                chunk.asFloatBuffer().put(all, from, count);
                out.write(chunk.array(), 0, Float.BYTES * count);
            }
        });
    }

    /** Integers of 8 bits, of which unsigned ones are given by their bits. */
    void bytes(String name, ElementType type, long[] dims, byte... numbers) {
        put(name, type, dims, out -> out.write(numbers));
    }

    void longs(String name, long[] dims, long... numbers) {
        ByteBuffer bytes = ByteBuffer.allocate(Long.BYTES * numbers.length).order(ByteOrder.LITTLE_ENDIAN);
        bytes.asLongBuffer().put(numbers);
        put(name, ElementType.INT64, dims, out -> out.write(bytes.array()));
    }

    private void put(String name, ElementType type, long[] dims, AtomicFile.Content content) {
        long bytes = type.bytes();
        for (long dim : dims) {
            bytes = Math.multiplyExact(bytes, dim);
        }
        byName.put(name, new Stored(type, dims, bytes, content));
    }

    /** Forgets what no node reads. */
    void retain(Set<String> names) {
        byName.keySet().retainAll(names);
    }

    /** What all numbers take. */
    long bytes() {
        return byName.values().stream().mapToLong(Stored::bytes).sum();
    }

    /** Tensors that hold their numbers themselves. */
    List<TensorProto> inside() throws IOException {
        List<TensorProto> tensors = new ArrayList<>();
        for (Map.Entry<String, Stored> entry : byName.entrySet()) {
            tensors.add(inside(entry.getKey(), entry.getValue()));
        }
        return tensors;
    }

    private static TensorProto inside(String name, Stored stored) throws IOException {
        ByteString.Output bytes = ByteString.newOutput(Math.toIntExact(stored.bytes));
        stored.content.writeTo(bytes);
        return stored.proto(name).setRawData(bytes.toByteString()).build();
    }

    /** Tensors whose numbers are in another file, which is written. */
    List<TensorProto> outside(Path file) throws IOException {
        List<TensorProto> tensors = new ArrayList<>();
        AtomicFile.write(file, out -> {
            long offset = 0;
            for (Map.Entry<String, Stored> entry : byName.entrySet()) {
                Stored stored = entry.getValue();
                if (stored.bytes < SMALLEST_OUTSIDE) {
                    tensors.add(inside(entry.getKey(), stored));
                    continue;
                }
                long start = (offset + ALIGNMENT - 1) / ALIGNMENT * ALIGNMENT;
                out.write(new byte[(int) (start - offset)]);
                stored.content.writeTo(out);
                offset = start + stored.bytes;
                tensors.add(stored.proto(entry.getKey())
                        .setDataLocation(TensorProto.DataLocation.EXTERNAL)
                        .addExternalData(entry("location", file.getFileName().toString()))
                        .addExternalData(entry("offset", Long.toString(start)))
                        .addExternalData(entry("length", Long.toString(stored.bytes)))
                        .build());
            }
        });
        return tensors;
    }

    private static StringStringEntryProto entry(String key, String value) {
        return StringStringEntryProto.newBuilder().setKey(key).setValue(value).build();
    }
}
