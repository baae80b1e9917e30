package dev.espalier.engine;

import static org.assertj.core.api.Assertions.assertThat;

import dev.espalier.model.BatchNormFolding;
import dev.espalier.model.Encoding;
import dev.espalier.model.Model;
import dev.espalier.model.ModelBuilder;
import dev.espalier.model.Node;
import dev.espalier.model.Parameters;
import dev.espalier.model.Seed;
import dev.espalier.model.Structure;
import dev.espalier.model.op.BatchNorm;
import dev.espalier.model.op.Conv2d;
import dev.espalier.model.op.ConvTranspose2d;
import dev.espalier.model.op.Parameter;
import dev.espalier.model.op.Parameter.Role;
import dev.espalier.model.op.Shape;
import dev.espalier.model.op.Size2d;
import dev.espalier.model.op.Value;
import dev.espalier.model.zoo.GanZoo;
import dev.espalier.model.zoo.Zoo;
import java.util.HashMap;
import java.util.LinkedHashMap;
import java.util.Map;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;
import org.nd4j.linalg.api.buffer.DataType;
import org.nd4j.linalg.api.ndarray.INDArray;

/** A network answers the same with and without its normalisations. */
class BatchNormFoldingTest {

    static Stream<Model> networks() {
        Seed seed = new Seed(3);
        Shape image = Shape.of(1, 16, 16);
        var transposed = new ModelBuilder("transposed");
        Value x = transposed.input(4, 5, 5);
        x = transposed.convTransposeWithBias(
                "up",
                x,
                new ConvTranspose2d(6, Size2d.square(3), Size2d.square(2), Size2d.square(1), Size2d.square(1), 2));
        x = transposed.relu(transposed.batchNorm("norm", x));
        var vectors = new ModelBuilder("vectors");
        Value v = vectors.input(Shape.of(7));
        v = vectors.plainBatchNorm("norm", vectors.linear("linear", v, 5), new BatchNorm());
        return Stream.of(
                Zoo.resnet(8, image, 10, seed),
                Zoo.mobilenetV2(image, 10, 0.25, seed),
                Zoo.vggSmall(image, 10, 8, seed),
                GanZoo.dcganGenerator(8, Shape.of(1, 16, 16), 4, seed),
                transposed.build(x, seed),
                vectors.build(v, seed));
    }

    @ParameterizedTest
    @MethodSource("networks")
    void answersStay(Model model) {
        Model lived = lived(model);
        BatchNormFolding folding = BatchNormFolding.of(lived);

        assertThat(folding.folded()).isNotEmpty();
        assertThat(folding.left().values())
                .allMatch(reason -> reason.startsWith("it comes after 'project/Reshape' (Reshape)"));
        assertThat(folding.model().graph().nodes())
                .filteredOn(node -> node.op() instanceof BatchNorm)
                .extracting(Node::name)
                .containsExactlyInAnyOrderElementsOf(folding.left().keySet());
        assertThat(folding.model().history().get(folding.model().history().size() - 1))
                .hasToString("fold");
        INDArray images = new OperatorCase.Operand(model.input().shape().withBatch(3), OperatorCase.Numbers.NORMAL)
                .draw(new Seed(9));
        INDArray expected = answer(lived, images);
        INDArray found = answer(folding.model(), images);
        double scale = expected.amaxNumber().doubleValue();
        assertThat(found.sub(expected).amaxNumber().doubleValue() / scale).isLessThan(1e-5);
    }

    @Test
    void masksStay() {
        Model model = lived(Zoo.vggSmall(Shape.of(1, 8, 8), 10, 4, new Seed(1)));
        INDArray mask = model.parameters().get("conv1.1.weight").gt(0).castTo(DataType.FLOAT);
        Map<String, Encoding> encodings =
                Map.of("conv1.1.weight", new Encoding.Masked(mask, new Structure.Unstructured()));
        Model masked = new Model(
                model.name(),
                model.graph(),
                model.parameters()
                        .with(
                                "conv1.1.weight",
                                model.parameters().get("conv1.1.weight").mul(mask)),
                encodings,
                model.history());

        Model folded = BatchNormFolding.of(masked).model();

        assertThat(folded.encodings()).isEqualTo(encodings);
        INDArray weight = folded.parameters().get("conv1.1.weight");
        assertThat(weight.mul(mask)).isEqualTo(weight);
        assertThat(weight).isNotEqualTo(masked.parameters().get("conv1.1.weight"));
    }

    @Test
    void whatCannotBeFoldedSaysWhy() {
        var net = new ModelBuilder("mixed");
        Value x = net.input(2, 4, 4);
        Value first = net.batchNorm("first", x);
        Value conv = net.conv("conv", first, Conv2d.square(2, 3, 1, 1));
        Value second = net.batchNorm("second", conv);
        Value shared = net.parameter("shared", Role.WEIGHT, Shape.of(2, 2, 1, 1));
        Value a = net.batchNorm("third", net.apply(Conv2d.square(2, 1, 1, 0), second, shared));
        Value b = net.batchNorm("fourth", net.apply(Conv2d.square(2, 1, 1, 0), conv, shared));
        Model model = net.build(net.add(a, b), new Seed(1));

        BatchNormFolding folding = BatchNormFolding.of(model);

        assertThat(folding.model()).isSameAs(model);
        assertThat(folding.folded()).isEmpty();
        assertThat(folding.left())
                .containsEntry(
                        "first",
                        "it comes after 'input' (Input), and only convolutions and linear layers can take it up")
                .containsEntry("second", "the result of 'conv' is also used without it")
                .containsEntry("third", "'shared.weight' is shared by several layers")
                .containsEntry("fourth", "'shared.weight' is shared by several layers");
    }

    /** With statistics, scales and shifts as they are after training, some scales below zero. */
    static Model lived(Model model) {
        Map<String, INDArray> arrays = new LinkedHashMap<>(model.parameters().arrays());
        for (Node node : model.graph().parameters()) {
            Role role = ((Parameter) node.op()).role();
            if (role != Role.WEIGHT && role != Role.STEP) {
                var numbers =
                        role == Role.RUNNING_VARIANCE ? OperatorCase.Numbers.POSITIVE : OperatorCase.Numbers.NORMAL;
                arrays.put(
                        node.name(),
                        new OperatorCase.Operand(node.shape(), numbers)
                                .draw(new Seed(11).split(node.name()))
                                .castTo(DataType.FLOAT));
            }
        }
        return new Model(model.name(), model.graph(), new Parameters(arrays), model.encodings(), model.history());
    }

    private static INDArray answer(Model model, INDArray images) {
        Map<String, INDArray> feeds = new HashMap<>();
        model.parameters().arrays().forEach((name, array) -> feeds.put(name, array.castTo(DataType.DOUBLE)));
        feeds.put(model.input().name(), images);
        return new ReferenceExecutor(model.graph())
                .run(feeds)
                .get(model.output().name());
    }
}
