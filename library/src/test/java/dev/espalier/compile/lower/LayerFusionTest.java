package dev.espalier.compile.lower;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.within;

import dev.espalier.compile.kernel.Attention;
import dev.espalier.compile.kernel.Convolution;
import dev.espalier.compile.kernel.Copy;
import dev.espalier.compile.kernel.Elementwise;
import dev.espalier.compile.kernel.ImageNorm;
import dev.espalier.compile.kernel.OverFeatures;
import dev.espalier.compile.target.Isa;
import dev.espalier.compile.target.Target;
import dev.espalier.model.Cost;
import dev.espalier.model.Graph;
import dev.espalier.model.Model;
import dev.espalier.model.ModelBuilder;
import dev.espalier.model.Node;
import dev.espalier.model.Parameters;
import dev.espalier.model.Seed;
import dev.espalier.model.block.TransformerEncoderLayer;
import dev.espalier.model.op.Add;
import dev.espalier.model.op.Exp;
import dev.espalier.model.op.Gelu;
import dev.espalier.model.op.Input;
import dev.espalier.model.op.LayerNorm;
import dev.espalier.model.op.Multiply;
import dev.espalier.model.op.Op;
import dev.espalier.model.op.Shape;
import dev.espalier.model.op.Sqrt;
import dev.espalier.model.op.Transpose;
import dev.espalier.model.op.Value;
import dev.espalier.model.zoo.GanZoo;
import dev.espalier.onnx.Onnx;
import dev.espalier.onnx.proto.ModelProto;
import java.io.IOException;
import java.io.InputStream;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;
import java.util.Set;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/**
 * What becomes of operators by layer fusion, with the numbers that Niu et al. (arXiv 2106.00526, 2009.06823) give for BERT: what
 * is one loop there is one call here.
 */
class LayerFusionTest {

    private static final Target TARGET = new Target("x86_64-linux-gnu", Isa.AVX512, Set.of(), 32 << 10, 1 << 20);

    @TempDir
    static Path directory;

    private static ModelProto file;
    private static Model encoder;
    private static Program program;

    @BeforeAll
    static void readEncoder() throws IOException {
        Path path = directory.resolve("all-minilm-l6-v2.onnx");
        try (InputStream in = LayerFusionTest.class.getResourceAsStream("/all-minilm-l6-v2.onnx")) {
            Files.copy(in, path);
        }
        file = ModelProto.parseFrom(Files.readAllBytes(path));
        encoder = Onnx.read(path).with("batch", 128).model();
        program = Lowering.of(encoder, TARGET);
    }

    private static long inFile(String type) {
        return file.getGraph().getNodeList().stream()
                .filter(node -> node.getOpType().equals(type))
                .count();
    }

    private static long operators(Class<? extends Op> type) {
        return encoder.graph().nodes().stream()
                .filter(node -> type.isInstance(node.op()))
                .count();
    }

    private static <T> List<T> tasks(Program program, Class<T> type) {
        return program.calls().stream()
                .map(Call::task)
                .filter(type::isInstance)
                .map(type::cast)
                .toList();
    }

    /** Div, Erf, Add, Mul, Mul in the file; one operator; and none but the layer before it, in whose call it is. */
    @Test
    void fiveNodesOfGeluAreOneOperatorAndNoCall() {
        assertThat(inFile("Erf")).isEqualTo(6);
        assertThat(operators(Gelu.class)).isEqualTo(6);
        assertThat(tasks(program, Convolution.class))
                .filteredOn(layer -> layer.formula().toString().startsWith("Gelu"))
                .hasSize(6)
                .allMatch(layer -> layer.channels() == 384 && layer.filters() == 1536);
    }

    /** ReduceMean, Sub, Pow, ReduceMean, Add, Sqrt, Div, Mul, Add in the file; two in each of 6 blocks and one before. */
    @Test
    void nineNodesOfNormalisationAreOneCall() {
        assertThat(inFile("ReduceMean")).isEqualTo(2 * 13);
        assertThat(inFile("Sqrt")).isEqualTo(13);
        assertThat(operators(LayerNorm.class)).isEqualTo(13);
        assertThat(tasks(program, OverFeatures.class)).hasSize(13);
    }

    @Test
    void queryKeyAndValueAreOneProduct() {
        assertThat(tasks(program, Convolution.class))
                .filteredOn(layer -> layer.filters() == 1152)
                .as("[384, 1152]")
                .hasSize(6)
                .allMatch(layer -> layer.channels() == 384);
    }

    @Test
    void productScaleMaskSoftmaxAndMovementAreOneCall() {
        assertThat(inFile("Softmax")).isEqualTo(6);
        assertThat(inFile("Transpose")).isEqualTo(4 * 6);
        assertThat(tasks(program, Attention.class)).hasSize(6).allMatch(call -> call.mask() != null);
    }

    /** Projections, attention, projection with shortcut, norm, two layers with GELU and shortcut, norm. */
    @Test
    void aBlockIsSevenCalls() {
        List<String> block = program.calls().stream()
                .map(Call::layer)
                .filter(layer -> layer.startsWith("/encoder/layer.3/"))
                .toList();
        assertThat(block).hasSize(7);
        // Mask, embedding and its norm before the blocks; pooler and the places of its input; two outputs.
        assertThat(program.calls()).hasSize(6 * 7 + 3 + 3 + 2);
        assertThat(tasks(program, Copy.class)).as("none within blocks").hasSize(4);
        assertThat(program.origin().operators())
                .as("the paper's claim: half as many at most")
                .isGreaterThanOrEqualTo(2 * program.calls().size());
        assertThat(program.bytes()).isLessThan(program.origin().bytes() / 2);
    }

    @Test
    void theEncoderHasThePapersSize() {
        long words = encoder.graph().parameters().stream()
                .filter(node -> node.shape().dim(0) == 30522)
                .mapToLong(node -> node.shape().size())
                .sum();
        Cost cost = Cost.of(encoder);
        assertThat(words / 1e6).isCloseTo(11.7, within(0.05));
        // Of the 512 places a sequence may have, it reads as many as it is long.
        long places = (512 - 128) * 384;
        assertThat((cost.parameters() + places) / 1e6).isCloseTo(22.7, within(0.05));
        assertThat(cost.macs() / 1e9).isCloseTo(1.43, within(0.005));
    }

    /** BERT-base's twelve blocks: 84.9 million weights of products, which for 128 tokens are 21.7 GFLOP. */
    @Test
    void bertHasThePapersSize() {
        var net = new ModelBuilder("bert");
        Value x = net.input(Shape.of(128, 768));
        for (int block = 0; block < 12; block++) {
            x = new TransformerEncoderLayer(12, 3072).build(net, "block" + block, x);
        }
        long weights = net.graph(x).parameters().stream()
                .map(Node::shape)
                .filter(shape -> shape.rank() == 2)
                .mapToLong(Shape::size)
                .sum();
        assertThat(weights / 1e6).isCloseTo(84.9, within(0.05));
        assertThat(2.0 * weights * 128 / 1e9).isCloseTo(21.7, within(0.05));
    }

    private final Graph.Builder net = new Graph.Builder();

    private Value input(String name, int... dims) {
        return net.add(name, new Input(Shape.of(dims)));
    }

    private List<Call> calls(String... outputs) {
        Model model = new Model("net", net.build(outputs), new Parameters(Map.of()), Map.of(), List.of());
        return Lowering.of(model, TARGET).calls().stream()
                .filter(call -> call.task() instanceof Elementwise)
                .toList();
    }

    @Test
    void identityAndRepetitionAreFused() {
        Value x = input("x", 1, 8, 48);
        Value ofColumns = net.add("e", new Exp(), net.add("s", new Sqrt(), input("columns", 1, 1, 48)));
        Value ofRows = net.add("f", new Exp(), input("rows", 1, 8, 1));
        net.add("y", new Add(), net.add("m", new Multiply(), x, ofColumns), ofRows);

        assertThat(calls("y")).hasSize(1);
    }

    @Test
    void whatOthersReadIsNot() {
        Value x = input("x", 1, 8, 48);
        Value part = net.add("part", new Exp(), input("columns", 1, 1, 48));
        net.add("y", new Multiply(), x, part);
        net.add("z", new Add(), x, part);

        assertThat(calls("y", "z")).hasSize(3);
    }

    @Test
    void anOutputIsNot() {
        Value x = input("x", 1, 8, 48);
        Value part = net.add("part", new Exp(), input("columns", 1, 1, 48));
        net.add("y", new Multiply(), x, part);

        assertThat(calls("y", "part")).hasSize(2);
    }

    /** A part that is repeated itself would have loops of its own within those of the result. */
    @Test
    void repetitionOfRepetitionIsNot() {
        Value x = input("x", 1, 4, 8, 48);
        Value part = net.add("part", new Add(), input("columns", 1, 1, 1, 48), input("rows", 1, 1, 8, 1));
        net.add("y", new Multiply(), x, part);

        assertThat(calls("y")).hasSize(2);
    }

    @Test
    void anotherOrderIsMadeFirst() {
        Value x = input("x", 1, 8, 48);
        Value turned = net.add("turned", Transpose.of(0, 2, 1), input("other", 1, 48, 8));
        net.add("y", new Multiply(), x, net.add("e", new Exp(), turned));

        assertThat(calls("y")).hasSize(1);
    }

    /** CycleGAN's: 24 convolutions, two of them transposed, 23 norms with what follows, 20 mirrored borders. */
    @Test
    void aGeneratorNormalisesInOneCallWithWhatFollows() {
        Model model = GanZoo.resnet9Generator(Shape.of(3, 64, 64), 3, 32, new Seed(1));
        Program program = Lowering.of(model, TARGET);

        assertThat(tasks(program, Convolution.class)).hasSize(24);
        assertThat(tasks(program, ImageNorm.class)).hasSize(23);
        assertThat(tasks(program, Elementwise.class)).isEmpty();
        // Borders, two results of transposed convolutions brought to their places, and the output.
        assertThat(tasks(program, Copy.class)).hasSize(20 + 2 + 1);
        assertThat(program.calls().size()).isLessThan(program.origin().operators());
    }
}
