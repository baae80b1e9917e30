package dev.espalier.onnx;

import static org.assertj.core.api.Assertions.assertThat;

import dev.espalier.model.Model;
import dev.espalier.model.Seed;
import dev.espalier.model.TextTable;
import dev.espalier.model.op.Shape;
import dev.espalier.model.zoo.GanZoo;
import dev.espalier.model.zoo.InputKind;
import dev.espalier.model.zoo.Zoo;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.nd4j.linalg.api.ndarray.INDArray;
import org.nd4j.linalg.factory.Nd4j;

/** Every network of the zoo, in ONNX Runtime and read again. */
class ZooExportTest {

    private static final double TOLERANCE = 1e-4;
    private static final Seed SEED = new Seed(11);

    @TempDir
    Path folder;

    private static List<Model> networks() {
        List<Model> networks = new ArrayList<>();
        Zoo.names(InputKind.IMAGES).forEach(name -> networks.add(Zoo.create(name, Shape.of(1, 28, 28), 10, SEED)));
        Zoo.names(InputKind.LARGE_IMAGES)
                .forEach(name -> networks.add(Zoo.create(name, Shape.of(3, 32, 32), 10, SEED)));
        Zoo.names(InputKind.SEQUENCES).forEach(name -> networks.add(Zoo.create(name, Shape.of(12, 16), 10, SEED)));
        networks.add(Zoo.tokenTransformer(12, 50, 3, 2, 64, SEED));
        networks.add(GanZoo.resnet9Generator(Shape.of(3, 32, 32), 3, 16, SEED));
        networks.add(GanZoo.dcganGenerator(64, Shape.of(1, 28, 28), 32, SEED));
        networks.add(GanZoo.dcganDiscriminator(Shape.of(1, 28, 28), 32, SEED));
        networks.add(GanZoo.patchDiscriminator(Shape.of(6, 32, 32), 16, 3, SEED));
        return networks;
    }

    @Test
    void everyNetworkComputesTheSame() throws IOException {
        TextTable table = new TextTable("network", ">nodes", ">bytes", ">ONNX Runtime", ">read again");
        Map<String, Double> worst = new LinkedHashMap<>();
        for (Model model : networks()) {
            Path file = folder.resolve(model.name() + ".onnx");
            Exported exported = Exported.of(model, feeds(model), file);
            table.row(
                    model.name(),
                    Integer.toString(exported.export().nodes()),
                    String.format(Locale.ROOT, "%,d", exported.export().bytes()),
                    String.format(Locale.ROOT, "%.1e", exported.elsewhere()),
                    String.format(Locale.ROOT, "%.1e", exported.back()));
            worst.put(model.name(), Math.max(exported.elsewhere(), exported.back()));
            assertThat(exported.export().bytes()).isEqualTo(Files.size(file));
            Files.delete(file);
        }
        System.out.println(table);
        assertThat(worst)
                .allSatisfy((network, difference) ->
                        assertThat(difference).as(network).isLessThan(TOLERANCE));
    }

    private static Map<String, INDArray> feeds(Model model) {
        if (!model.name().equals("token-transformer")) {
            return Exported.drawn(model, 2, SEED);
        }
        float[] tokens = new float[24];
        for (int i = 0; i < tokens.length; i++) {
            tokens[i] = 7 * i % 50;
        }
        return Map.of(model.input().name(), Nd4j.createFromArray(tokens).reshape(2, 12));
    }
}
