package dev.espalier.model;

import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.core.StreamReadFeature;
import com.fasterxml.jackson.databind.DeserializationFeature;
import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.json.JsonMapper;
import com.fasterxml.jackson.databind.node.ArrayNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import dev.espalier.model.op.Shape;
import java.io.IOException;
import java.io.OutputStream;
import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import org.nd4j.linalg.api.ndarray.INDArray;
import org.nd4j.linalg.factory.Nd4j;

/**
 * Named float32 tensors in the safetensors layout, which Python's tools read too: eight bytes of header length (little
 * endian), a JSON header of names, types, shapes and offsets, then the numbers (little endian, row-major).
 */
public final class Safetensors {

    private static final String TYPE = "F32";
    /** The reference implementation's limit. */
    private static final long LARGEST_HEADER = 100_000_000;

    private static final JsonMapper JSON = JsonMapper.builder()
            .enable(StreamReadFeature.STRICT_DUPLICATE_DETECTION)
            .enable(DeserializationFeature.FAIL_ON_TRAILING_TOKENS)
            .build();

    private Safetensors() {}

    /** Writes tensors in the order of the map; the same tensors always give the same bytes. */
    public static void write(Map<String, INDArray> tensors, OutputStream out) throws IOException {
        ObjectNode header = JSON.createObjectNode();
        long offset = 0;
        for (Map.Entry<String, INDArray> tensor : tensors.entrySet()) {
            long end = offset + 4 * tensor.getValue().length();
            ObjectNode entry = header.putObject(tensor.getKey());
            entry.put("dtype", TYPE);
            ArrayNode shape = entry.putArray("shape");
            for (long dim : tensor.getValue().shape()) {
                shape.add(dim);
            }
            entry.putArray("data_offsets").add(offset).add(end);
            offset = end;
        }
        byte[] json = aligned(JSON.writeValueAsBytes(header));
        out.write(ByteBuffer.allocate(8)
                .order(ByteOrder.LITTLE_ENDIAN)
                .putLong(json.length)
                .array());
        out.write(json);
        for (INDArray tensor : tensors.values()) {
            float[] numbers = Numbers.of(tensor);
            ByteBuffer bytes = ByteBuffer.allocate(4 * numbers.length).order(ByteOrder.LITTLE_ENDIAN);
            bytes.asFloatBuffer().put(numbers);
            out.write(bytes.array());
        }
    }

    /** The header filled with spaces so that the numbers start at a multiple of eight bytes. */
    private static byte[] aligned(byte[] json) {
        byte[] padded = new byte[(json.length + 7) / 8 * 8];
        Arrays.fill(padded, (byte) ' ');
        System.arraycopy(json, 0, padded, 0, json.length);
        return padded;
    }

    /**
     * Reads every tensor, in the order of the header.
     *
     * @param bytes the whole file
     * @param file what to call it in errors
     * @throws IOException if the bytes are not in this layout; says where and what was expected
     */
    public static Map<String, INDArray> read(byte[] bytes, String file) throws IOException {
        if (bytes.length < 8) {
            throw new IOException(file + " is cut off: " + bytes.length + " bytes, too few for a safetensors header");
        }
        ByteBuffer buffer = ByteBuffer.wrap(bytes).order(ByteOrder.LITTLE_ENDIAN);
        long length = buffer.getLong();
        if (length < 2 || length > LARGEST_HEADER) {
            throw new IOException(file + " is no safetensors file: it claims a header of " + length + " bytes");
        }
        if (length > bytes.length - 8) {
            throw new IOException(file + " is cut off: its header needs " + length + " bytes, but only "
                    + (bytes.length - 8) + " follow");
        }
        JsonNode header = header(new String(bytes, 8, (int) length, StandardCharsets.UTF_8), file);
        buffer.position(8 + (int) length);
        return tensors(header, buffer.slice().order(ByteOrder.LITTLE_ENDIAN), file);
    }

    private static JsonNode header(String json, String file) throws IOException {
        try {
            JsonNode header = JSON.readTree(json);
            if (!header.isObject()) {
                throw new IOException("the header of " + file + " is no JSON object");
            }
            return header;
        } catch (JsonProcessingException malformed) {
            throw new IOException(
                    "the header of " + file + " is damaged: " + malformed.getOriginalMessage(), malformed);
        }
    }

    private static Map<String, INDArray> tensors(JsonNode header, ByteBuffer data, String file) throws IOException {
        Map<String, INDArray> tensors = new LinkedHashMap<>();
        long expectedOffset = 0;
        for (Map.Entry<String, JsonNode> entry : header.properties()) {
            if (entry.getKey().equals("__metadata__")) {
                continue;
            }
            String where = "tensor '" + entry.getKey() + "' of " + file;
            String type = entry.getValue().path("dtype").asText("none");
            if (!type.equals(TYPE)) {
                throw new IOException(where + " has type " + type + ", expected " + TYPE);
            }
            Shape shape = shape(entry.getValue().path("shape"), where);
            long begin = number(entry.getValue().path("data_offsets").path(0), where + ": the first offset");
            long end = number(entry.getValue().path("data_offsets").path(1), where + ": the second offset");
            if (begin != expectedOffset) {
                throw new IOException(where + " starts at " + begin + ", expected " + expectedOffset
                        + ": tensors must neither overlap nor leave holes");
            }
            if (end - begin != 4 * shape.size()) {
                throw new IOException(where + " has shape " + shape + " and needs " + 4 * shape.size()
                        + " bytes, but its offsets span " + (end - begin));
            }
            if (end > data.capacity()) {
                throw new IOException(where + " ends at " + end + ", but only " + data.capacity()
                        + " bytes of numbers are there: the file is cut off");
            }
            tensors.put(entry.getKey(), tensor(data, (int) begin, shape));
            expectedOffset = end;
        }
        if (expectedOffset != data.capacity()) {
            throw new IOException(
                    file + " has " + (data.capacity() - expectedOffset) + " bytes that belong to no tensor");
        }
        return tensors;
    }

    private static INDArray tensor(ByteBuffer data, int begin, Shape shape) {
        float[] numbers = new float[Math.toIntExact(shape.size())];
        data.duplicate()
                .order(ByteOrder.LITTLE_ENDIAN)
                .position(begin)
                .slice()
                .order(ByteOrder.LITTLE_ENDIAN)
                .asFloatBuffer()
                .get(numbers);
        return Nd4j.createFromArray(numbers).reshape('c', shape.toArray());
    }

    private static Shape shape(JsonNode dims, String where) throws IOException {
        if (!dims.isArray()) {
            throw new IOException(where + " has no shape");
        }
        List<Integer> list = new ArrayList<>();
        for (JsonNode dim : dims) {
            long value = number(dim, where + ": a dimension");
            if (value < 1 || value > Integer.MAX_VALUE) {
                throw new IOException(where + " has a dimension of " + value);
            }
            list.add((int) value);
        }
        Shape shape = new Shape(list);
        try {
            shape.size();
        } catch (ArithmeticException overflow) {
            throw new IOException(where + " has a shape beyond all memory: " + shape, overflow);
        }
        return shape;
    }

    private static long number(JsonNode node, String what) throws IOException {
        if (!node.isIntegralNumber() || !node.canConvertToLong() || node.longValue() < 0) {
            throw new IOException(
                    what + " is " + (node.isMissingNode() ? "missing" : node) + ", expected a whole number");
        }
        return node.longValue();
    }
}
