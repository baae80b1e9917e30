package dev.espalier.tfjs;

import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.JsonNode;
import dev.espalier.model.Model;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Base64;
import java.util.HashSet;
import java.util.Set;
import java.util.stream.Stream;
import java.util.stream.StreamSupport;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.Arguments;
import org.junit.jupiter.params.provider.MethodSource;

/** Every operator, alone, against TensorFlow.js 4.22. */
class TfjsOperatorsTest {

    /** Not in TensorFlow.js, older names of one that is, of layers models alone, or without a case of their own. */
    private static final Set<String> UNTESTED =
            Set.of("FusedBatchNorm", "FusedBatchNormV2", "Log", "Rsqrt", "Sqrt", "UpSampling2D");

    @TempDir
    private Path folder;

    static Stream<Arguments> cases() throws IOException {
        return StreamSupport.stream(References.json("cases.json").spliterator(), false)
                .map(each -> Arguments.of(each.path("title").asText(), each));
    }

    @ParameterizedTest(name = "{0}")
    @MethodSource("cases")
    void anOperatorComputesWhatTensorFlowDoes(String title, JsonNode each) throws IOException {
        Path file = folder.resolve("model.json");
        References.JSON.writeValue(file.toFile(), each.path("model"));
        Files.write(
                folder.resolve("weights.bin"),
                Base64.getDecoder().decode(each.path("weights").asText()));

        Model model = TfjsFile.read(file);

        References.compare(
                References.outputs(model, References.input(References.shape(each.path("input"))))
                        .get(0),
                each,
                1,
                1e-5);
    }

    @Test
    void allOperatorsHaveACase() throws IOException {
        Set<String> tested = new HashSet<>(UNTESTED);
        for (JsonNode each : References.json("cases.json")) {
            each.path("model")
                    .path("modelTopology")
                    .path("node")
                    .forEach(node -> tested.add(node.path("op").asText()));
        }

        assertThat(tested).containsAll(Conversions.ALL.keySet());
    }
}
