package dev.espalier.onnx;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.espalier.model.Encoding;
import dev.espalier.model.Graph;
import dev.espalier.model.Model;
import dev.espalier.model.Parameters;
import dev.espalier.model.Seed;
import dev.espalier.model.Step;
import dev.espalier.model.Structure;
import dev.espalier.model.op.Input;
import dev.espalier.model.op.Parameter;
import dev.espalier.model.op.Shape;
import dev.espalier.model.zoo.Zoo;
import dev.espalier.onnx.proto.ModelProto;
import dev.espalier.onnx.proto.TensorProto;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.nd4j.linalg.api.ndarray.INDArray;
import org.nd4j.linalg.factory.Nd4j;

class OnnxExportTest {

    private static final Seed SEED = new Seed(5);

    @TempDir
    Path folder;

    private static Model lenet() {
        return Zoo.lenet5(Shape.of(1, 28, 28), 10, SEED);
    }

    private static Map<String, INDArray> image(Model model) {
        return Exported.drawn(model, 2, SEED);
    }

    @Test
    void theFileSaysWhatItIs() throws IOException {
        OnnxExport export = Onnx.write(lenet(), folder.resolve("lenet.onnx"));

        ModelProto proto = ModelProto.parseFrom(Files.readAllBytes(export.file()));
        assertThat(proto.getIrVersion()).isEqualTo(8);
        assertThat(proto.getOpsetImportList()).singleElement().satisfies(set -> {
            assertThat(set.getDomain()).isEmpty();
            assertThat(set.getVersion()).isEqualTo(17);
        });
        assertThat(proto.getProducerName()).isEqualTo("Espalier");
        assertThat(proto.getGraph().getName()).isEqualTo("lenet5");
        var dims = proto.getGraph().getInput(0).getType().getTensorType().getShape();
        assertThat(dims.getDim(0).getDimParam()).isEqualTo("N");
        assertThat(dims.getDim(3).getDimValue()).isEqualTo(28);
        assertThat(export.data()).isEmpty();
        assertThat(export.bytes()).isEqualTo(Files.size(export.file()));
        assertThat(export.toString())
                .matches("(?s).*lenet\\.onnx: [0-9,]+ bytes, 12 nodes of operator set 17\n"
                        + "4 Relu, 3 Gemm, 2 Conv, 2 MaxPool, 1 Flatten");
        assertThat(export.notes()).isEmpty();
    }

    /** The format's own judge, where Debian's python3-onnx is installed. */
    @Test
    void theFormatsCheckerAgrees() throws IOException, InterruptedException {
        Demand.of(python("import onnx.checker"), "apt-get install python3-onnx brings the format's checker");
        for (String name : List.of("resnet8", "transformer")) {
            Shape input = name.equals("resnet8") ? Shape.of(1, 28, 28) : Shape.of(12, 16);
            Path file = folder.resolve(name + ".onnx");
            Onnx.write(Zoo.create(name, input, 10, SEED), file);

            assertThat(python("import onnx; onnx.checker.check_model('" + file + "', full_check=True)"))
                    .as(name)
                    .isTrue();
        }
    }

    private static boolean python(String code) throws IOException, InterruptedException {
        Process python = new ProcessBuilder("/usr/bin/python3", "-c", code)
                .redirectErrorStream(true)
                .redirectOutput(ProcessBuilder.Redirect.DISCARD)
                .start();
        return python.waitFor(3, TimeUnit.MINUTES) && python.exitValue() == 0;
    }

    @Test
    void weightsCanLieBesideTheFile() throws IOException {
        Model model = lenet();
        Path file = folder.resolve("lenet.onnx");

        OnnxExport export = Onnx.writeWithData(model, file);

        assertThat(export.data()).contains(folder.resolve("lenet.onnx.data"));
        assertThat(Files.size(file)).isLessThan(6_000);
        assertThat(export.bytes())
                .isEqualTo(Files.size(file) + Files.size(export.data().get()));
        assertThat(export.toString()).contains("lenet.onnx with lenet.onnx.data: ");
        assertThat(ModelProto.parseFrom(Files.readAllBytes(file)).getGraph().getInitializerList().stream()
                        .filter(tensor -> tensor.getDataLocation() == TensorProto.DataLocation.EXTERNAL))
                .hasSize(4)
                .allSatisfy(tensor -> assertThat(
                                Long.parseLong(tensor.getExternalData(1).getValue()) % 65_536)
                        .isZero());
        Map<String, INDArray> expected = Exported.run(model, image(model));
        assertThat(Exported.difference(expected, Ort.run(file, image(model)))).isLessThan(1e-5);
        Model again = Onnx.read(file).withOpenBatch().model();
        assertThat(Exported.difference(expected, Exported.run(again, image(model))))
                .isZero();
    }

    @Test
    void maskedWeightsAreZeros() throws IOException {
        Model dense = lenet();
        INDArray mask = Nd4j.ones(dense.parameters().get("conv1.weight").shape());
        mask.putScalar(0, 0);
        Model masked = dense.with(
                dense.parameters(),
                Map.of("conv1.weight", new Encoding.Masked(mask, new Structure.Unstructured())),
                Step.of("mask"));
        Model zeroed = dense.with(
                dense.parameters()
                        .with(
                                "conv1.weight",
                                dense.parameters().get("conv1.weight").mul(mask)),
                Step.of("zero"));
        Path file = folder.resolve("masked.onnx");

        OnnxExport export = Onnx.write(masked, file);

        assertThat(export.notes())
                .containsExactly("the masks of 1 parameter are written as zeros, which take as much room and time as"
                        + " other numbers");
        assertThat(export.toString()).endsWith("\nnote: " + export.notes().get(0));
        Map<String, INDArray> expected = Exported.run(zeroed, image(zeroed));
        assertThat(Exported.difference(expected, Ort.run(file, image(zeroed)))).isLessThan(1e-5);
        assertThat(Onnx.read(file).model().parameters().get("conv1.weight").getFloat(0))
                .isZero();
    }

    @Test
    void aParameterIsNoOutput() {
        Graph.Builder graph = new Graph.Builder();
        graph.add("x", new Input(Shape.of(2)));
        graph.add("w", new Parameter(Shape.of(2), Parameter.Role.WEIGHT));
        Model model =
                new Model("constant", graph.build("w"), new Parameters(Map.of("w", Nd4j.ones(2))), Map.of(), List.of());

        assertThatThrownBy(() -> Onnx.write(model, folder.resolve("constant.onnx")))
                .hasMessage("model 'constant': output 'w' is a parameter; a file's outputs are computed");
    }

    @Test
    void anotherFormOfAWeightHasAnotherName() throws IOException {
        Model model = Zoo.tokenTransformer(6, 20, 3, 1, 32, SEED);
        Path file = folder.resolve("words.onnx");
        Onnx.write(model, file);

        Model again = Onnx.read(file).withOpenBatch().model();

        assertThat(again.parameters().names())
                .containsExactlyInAnyOrderElementsOf(model.parameters().names());
        assertThat(ModelProto.parseFrom(Files.readAllBytes(file))
                        .getGraph()
                        .getInput(0)
                        .getType()
                        .getTensorType()
                        .getElemType())
                .isEqualTo(TensorProto.DataType.INT64_VALUE);
        assertThat(again.input().shape()).isEqualTo(model.input().shape());
    }
}
