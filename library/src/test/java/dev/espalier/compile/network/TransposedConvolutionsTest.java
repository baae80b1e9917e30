package dev.espalier.compile.network;

import dev.espalier.compile.target.NeedsCompiler;
import dev.espalier.model.Graph;
import dev.espalier.model.Model;
import dev.espalier.model.Parameters;
import dev.espalier.model.op.Add;
import dev.espalier.model.op.ConvTranspose2d;
import dev.espalier.model.op.Input;
import dev.espalier.model.op.InstanceNorm;
import dev.espalier.model.op.LeakyRelu;
import dev.espalier.model.op.Parameter;
import dev.espalier.model.op.Relu;
import dev.espalier.model.op.Shape;
import dev.espalier.model.op.Size2d;
import dev.espalier.model.op.Tanh;
import dev.espalier.model.op.Value;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Random;
import java.util.stream.Stream;
import org.junit.jupiter.api.extension.ExtendWith;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;
import org.nd4j.linalg.api.ndarray.INDArray;
import org.nd4j.linalg.factory.Nd4j;

/** Transposed convolutions of every kind, with functions, normalisation and a shortcut after them. */
@ExtendWith(NeedsCompiler.class)
class TransposedConvolutionsTest {

    private static final int CHANNELS = 6;
    private final Random random = new Random(8);

    static Stream<ConvTranspose2d> kinds() {
        List<ConvTranspose2d> kinds = new ArrayList<>();
        int turn = 0;
        for (int stride = 1; stride <= 3; stride++) {
            for (int kernel = 1; kernel <= 4; kernel++) {
                for (int groups : new int[] {1, 2, 6}) {
                    int padding = turn % kernel;
                    int added = turn % stride;
                    Size2d dilation = new Size2d(1 + turn % 3, 1 + turn % 2);
                    Size2d window = new Size2d(kernel, 1 + (kernel + turn) % 4);
                    kinds.add(new ConvTranspose2d(
                            List.of(6, 18, 36).get(turn % 3),
                            window,
                            new Size2d(stride, 1 + (stride + turn) % 3),
                            new Size2d(padding, 0),
                            new Size2d(added, 0),
                            dilation,
                            groups));
                    turn++;
                }
            }
        }
        return kinds.stream();
    }

    private Value weight(Graph.Builder net, Map<String, INDArray> arrays, String name, Shape shape) {
        float[] numbers = new float[(int) shape.size()];
        for (int i = 0; i < numbers.length; i++) {
            numbers[i] = (float) random.nextGaussian();
        }
        arrays.put(name, Nd4j.createFromArray(numbers).reshape('c', shape.toArray()));
        return net.add(name, new Parameter(shape, Parameter.Role.WEIGHT));
    }

    @ParameterizedTest
    @MethodSource("kinds")
    void agree(ConvTranspose2d kind) {
        Graph.Builder net = new Graph.Builder();
        Map<String, INDArray> arrays = new LinkedHashMap<>();
        Value images = net.add("images", new Input(Shape.batchOf(CHANNELS, 5, 7)));
        Value weight = weight(net, arrays, "weight", kind.weightShape(images.shape()));
        Value bias = weight(net, arrays, "bias", Shape.of(kind.out()));
        Value up = net.add("leaky", new LeakyRelu(0.1), net.add("up", kind, images, weight, bias));
        Value norm = net.add("norm", new InstanceNorm(1e-3), up);
        Value sum = net.add("sum", new Add(), net.add("relu", new Relu(), norm), up);
        net.add("y", new Tanh(), sum);
        Model model = new Model("net", net.build("y"), new Parameters(arrays), Map.of(), List.of());

        CompiledModelTest.agrees(model, Compile.here().onThreads(2));
    }
}
