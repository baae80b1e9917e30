package dev.espalier.tfjs;

import static org.assertj.core.api.Assertions.assertThat;
import static org.junit.jupiter.api.Assumptions.assumeTrue;

import com.fasterxml.jackson.databind.JsonNode;
import dev.espalier.data.DataPlaces;
import dev.espalier.data.PretrainedModel;
import dev.espalier.model.Cost;
import dev.espalier.model.Model;
import dev.espalier.model.op.Shape;
import java.io.IOException;
import java.nio.file.Path;
import java.util.List;
import java.util.Optional;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.nd4j.linalg.api.ndarray.INDArray;

/** Published networks against TensorFlow.js 4.22. */
class TfjsModelsTest {

    @TempDir
    private Path folder;

    @Test
    void blazeFaceComputesWhatTensorFlowDoes() throws IOException {
        Path file = References.copy("blazeface-front.json", folder);
        References.copy("blazeface-front.bin", folder);

        Model model = TfjsFile.read(file);

        assertThat(model.input().shape()).isEqualTo(Shape.batchOf(3, 128, 128));
        assertThat(model.history()).hasToString("[import format=tfjs file=blazeface-front.json]");
        check(model, "blazeface-front.expected.json");
    }

    @Test
    void poseNetComputesWhatTensorFlowDoes() throws IOException {
        Optional<Path> file = PretrainedModel.POSENET.find(DataPlaces.system());
        assumeTrue(file.isPresent(), "posenet.json is not on this machine");

        Model model = TfjsFile.read(file.get());

        assertThat(model.graph().outputs())
                .extracting(output -> output.name() + " " + output.shape())
                .containsExactly(
                        "MobilenetV1/displacement_fwd_2/BiasAdd [N, 32, 25, 25]",
                        "MobilenetV1/heatmap_2/BiasAdd [N, 17, 25, 25]",
                        "MobilenetV1/displacement_bwd_2/BiasAdd [N, 32, 25, 25]",
                        "MobilenetV1/offset_2/BiasAdd [N, 34, 25, 25]");
        assertThat(Cost.of(model).parameters()).isEqualTo(5_032_780 / Float.BYTES);
        check(model, "posenet.expected.json");
    }

    private static void check(Model model, String expected) throws IOException {
        JsonNode reference = References.json(expected);
        List<INDArray> outputs = References.outputs(model, References.input(References.shape(reference.path("input"))));
        for (int i = 0; i < outputs.size(); i++) {
            double difference =
                    References.compare(outputs.get(i), reference.path("outputs").get(i), 97, 1e-4);
            System.out.printf("%s output %d: max difference %.1e%n", model.name(), i, difference);
        }
        assertThat(outputs).hasSize(reference.path("outputs").size());
    }
}
