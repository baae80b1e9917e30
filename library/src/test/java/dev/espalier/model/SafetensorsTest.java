package dev.espalier.model;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.nio.charset.StandardCharsets;
import java.util.Arrays;
import java.util.LinkedHashMap;
import java.util.Map;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.nd4j.linalg.api.ndarray.INDArray;
import org.nd4j.linalg.factory.Nd4j;

class SafetensorsTest {

    private static byte[] written(Map<String, INDArray> tensors) throws IOException {
        ByteArrayOutputStream out = new ByteArrayOutputStream();
        Safetensors.write(tensors, out);
        return out.toByteArray();
    }

    private static byte[] file(String header, int numbers) {
        byte[] json = header.getBytes(StandardCharsets.UTF_8);
        return ByteBuffer.allocate(8 + json.length + 4 * numbers)
                .order(ByteOrder.LITTLE_ENDIAN)
                .putLong(json.length)
                .put(json)
                .array();
    }

    @Test
    void readsWhatItWrote() throws IOException {
        Map<String, INDArray> tensors = new LinkedHashMap<>();
        tensors.put(
                "b", Nd4j.createFromArray(1.5f, -2, 3, 4, 5, Float.MIN_VALUE).reshape(2, 3));
        tensors.put("a", Nd4j.createFromArray(7f, 8).reshape(1, 1, 2, 1));
        tensors.put("fortran", Nd4j.createFromArray(1f, 2, 3, 4).reshape(2, 2).dup('f'));
        tensors.put("number", Nd4j.scalar(3f));

        byte[] bytes = written(tensors);
        Map<String, INDArray> read = Safetensors.read(bytes, "x");

        assertThat(read).containsExactlyEntriesOf(tensors);
        assertThat(written(read)).isEqualTo(bytes);
    }

    @Test
    void hasTheLayoutOfTheSpecification() throws IOException {
        byte[] bytes = written(Map.of("w", Nd4j.createFromArray(1f, 2f)));
        String json = "{\"w\":{\"dtype\":\"F32\",\"shape\":[2],\"data_offsets\":[0,8]}}";
        ByteBuffer buffer = ByteBuffer.wrap(bytes).order(ByteOrder.LITTLE_ENDIAN);
        int length = (int) buffer.getLong();
        assertThat(length % 8).isZero();
        assertThat(new String(bytes, 8, length, StandardCharsets.UTF_8).strip()).isEqualTo(json);
        assertThat(buffer.getFloat(8 + length)).isEqualTo(1f);
        assertThat(buffer.getFloat(12 + length)).isEqualTo(2f);
        assertThat(bytes).hasSize(8 + length + 8);
    }

    @Test
    void ignoresMetadata() throws IOException {
        String header = "{\"__metadata__\":{\"format\":\"pt\"},"
                + "\"w\":{\"dtype\":\"F32\",\"shape\":[1],\"data_offsets\":[0,4]}}";
        assertThat(Safetensors.read(file(header, 1), "x")).containsOnlyKeys("w");
    }

    @Test
    void everyCutIsNoticed() throws IOException {
        byte[] whole = written(Map.of("w", Nd4j.createFromArray(1f, 2f)));
        for (int length = 0; length < whole.length; length++) {
            byte[] cut = Arrays.copyOf(whole, length);
            assertThatThrownBy(() -> Safetensors.read(cut, "net.espalier"))
                    .as("cut to %d bytes", length)
                    .isInstanceOf(IOException.class)
                    .hasMessageContaining("net.espalier")
                    .hasMessageContaining("cut off");
        }
    }

    @ParameterizedTest(name = "{1}")
    @CsvSource(
            delimiter = '|',
            value = {
                "[1]|is no JSON object",
                "{\"w\":|is damaged",
                "{\"w\":1,\"w\":2}|is damaged: Duplicate field 'w'",
                "{\"w\":{\"dtype\":\"F16\",\"shape\":[2],\"data_offsets\":[0,4]}}|has type F16, expected F32",
                "{\"w\":{\"dtype\":\"F32\",\"data_offsets\":[0,4]}}|has no shape",
                "{\"w\":{\"dtype\":\"F32\",\"shape\":[-1],\"data_offsets\":[0,4]}}|a dimension is -1",
                "{\"w\":{\"dtype\":\"F32\",\"shape\":[0],\"data_offsets\":[0,0]}}|a dimension of 0",
                "{\"w\":{\"dtype\":\"F32\",\"shape\":[2000000000,2000000000,9],\"data_offsets\":[0,4]}}|beyond all memory",
                "{\"w\":{\"dtype\":\"F32\",\"shape\":[1],\"data_offsets\":[0]}}|the second offset is missing",
                "{\"w\":{\"dtype\":\"F32\",\"shape\":[1],\"data_offsets\":[4,8]}}|starts at 4, expected 0",
                "{\"w\":{\"dtype\":\"F32\",\"shape\":[2],\"data_offsets\":[0,4]}}|needs 8 bytes, but its offsets span 4",
                "{\"w\":{\"dtype\":\"F32\",\"shape\":[3],\"data_offsets\":[0,12]}}|the file is cut off",
                "{\"w\":{\"dtype\":\"F32\",\"shape\":[1],\"data_offsets\":[0,4]}}|4 bytes that belong to no tensor",
            })
    void refusesABadHeader(String header, String complaint) {
        assertThatThrownBy(() -> Safetensors.read(file(header, 2), "net.espalier"))
                .isInstanceOf(IOException.class)
                .hasMessageContaining("net.espalier")
                .hasMessageContaining(complaint);
    }

    @Test
    void refusesAnAbsurdHeaderLength() {
        byte[] text = "this is no safetensors file at all".getBytes(StandardCharsets.UTF_8);
        assertThatThrownBy(() -> Safetensors.read(text, "x")).hasMessageContaining("is no safetensors file");
    }
}
