package dev.espalier.kernel.bench;

import static dev.espalier.kernel.bench.OperatorCase.indices;
import static dev.espalier.kernel.bench.OperatorCase.numbers;
import static dev.espalier.kernel.bench.OperatorCase.of;

import dev.espalier.model.op.Abs;
import dev.espalier.model.op.Add;
import dev.espalier.model.op.AveragePool2d;
import dev.espalier.model.op.BatchNormTraining;
import dev.espalier.model.op.Concat;
import dev.espalier.model.op.Conv2d;
import dev.espalier.model.op.ConvTranspose2d;
import dev.espalier.model.op.CrossEntropy;
import dev.espalier.model.op.Divide;
import dev.espalier.model.op.Elu;
import dev.espalier.model.op.Exp;
import dev.espalier.model.op.Gather;
import dev.espalier.model.op.Gelu;
import dev.espalier.model.op.GlobalAveragePool;
import dev.espalier.model.op.HardSigmoid;
import dev.espalier.model.op.HardSwish;
import dev.espalier.model.op.InstanceNorm;
import dev.espalier.model.op.LayerNorm;
import dev.espalier.model.op.LeakyRelu;
import dev.espalier.model.op.Linear;
import dev.espalier.model.op.Log;
import dev.espalier.model.op.LogSoftmax;
import dev.espalier.model.op.MatMul;
import dev.espalier.model.op.MaxPool2d;
import dev.espalier.model.op.Maximum;
import dev.espalier.model.op.Multiply;
import dev.espalier.model.op.Op;
import dev.espalier.model.op.Pad2d;
import dev.espalier.model.op.PadAxis;
import dev.espalier.model.op.PixelShuffle;
import dev.espalier.model.op.Pointwise;
import dev.espalier.model.op.Reduce;
import dev.espalier.model.op.Relu;
import dev.espalier.model.op.Relu6;
import dev.espalier.model.op.Resize2d;
import dev.espalier.model.op.ScatterAdd;
import dev.espalier.model.op.Sigmoid;
import dev.espalier.model.op.Size2d;
import dev.espalier.model.op.Slice;
import dev.espalier.model.op.Softmax;
import dev.espalier.model.op.Softplus;
import dev.espalier.model.op.Sqrt;
import dev.espalier.model.op.Square;
import dev.espalier.model.op.Subtract;
import dev.espalier.model.op.Tanh;
import dev.espalier.model.op.Transpose;
import java.util.List;
import java.util.stream.Stream;

/** Every family of operators at sizes of the bench's networks, 64 images: one line each. */
final class OperatorCases {

    private static final Size2d ONE = Size2d.square(1);
    private static final Size2d TWO = Size2d.square(2);
    private static final Size2d NONE = Size2d.square(0);

    private OperatorCases() {}

    static List<OperatorCase> all() {
        return Stream.of(convolutions(), products(), normalizations(), pointwise(), arithmetic(), poolings(), layouts())
                .flatMap(cases -> cases)
                .toList();
    }

    private static Stream<OperatorCase> convolutions() {
        return Stream.of(
                of("Conv2d 5x5, 1 to 6", conv(6, 5, 1, 2), numbers(64, 1, 28, 28), numbers(6, 1, 5, 5), numbers(6)),
                of("Conv2d 3x3, 16", conv(16, 3, 1, 1), numbers(64, 16, 28, 28), numbers(16, 16, 3, 3)),
                of("Conv2d 3x3, 64", conv(64, 3, 1, 1), numbers(64, 64, 7, 7), numbers(64, 64, 3, 3)),
                of("Conv2d 3x3 strided", conv(32, 3, 2, 1), numbers(64, 16, 28, 28), numbers(32, 16, 3, 3)),
                of("Conv2d 3x3 dilated", dilated(32), numbers(64, 32, 14, 14), numbers(32, 32, 3, 3)),
                of("Conv2d 3x3, 4 groups", grouped(64, 4), numbers(64, 64, 14, 14), numbers(64, 16, 3, 3)),
                of("Conv2d depthwise", grouped(96, 96), numbers(64, 96, 14, 14), numbers(96, 1, 3, 3)),
                of("Conv2d 1x1", conv(32, 1, 1, 0), numbers(64, 128, 14, 14), numbers(32, 128, 1, 1)),
                of(
                        "ConvTranspose2d 4x4/2",
                        new ConvTranspose2d(32, Size2d.square(4), TWO, ONE, NONE, 1),
                        numbers(64, 64, 7, 7),
                        numbers(64, 32, 4, 4)));
    }

    private static Conv2d conv(int out, int kernel, int stride, int padding) {
        return Conv2d.square(out, kernel, stride, padding);
    }

    private static Conv2d grouped(int out, int groups) {
        return conv(out, 3, 1, 1).withGroups(groups);
    }

    private static Conv2d dilated(int out) {
        return new Conv2d(out, Size2d.square(3), ONE, TWO, TWO, 1);
    }

    private static Stream<OperatorCase> products() {
        return Stream.of(
                of("Linear, vectors", new Linear(120), numbers(64, 400), numbers(120, 400), numbers(120)),
                of("Linear, sequences", new Linear(512), numbers(64, 64, 128), numbers(512, 128), numbers(512)),
                of("MatMul, Q by K", new MatMul(false, true), numbers(64, 4, 64, 32), numbers(64, 4, 64, 32)),
                of("MatMul, weights by V", new MatMul(false, false), numbers(64, 4, 64, 64), numbers(64, 4, 64, 32)),
                of("Gather", Gather.rows(), numbers(1000, 128), indices(1000, 64, 64)),
                of("ScatterAdd", ScatterAdd.rows(1000), numbers(64, 64, 128), indices(1000, 64, 64)));
    }

    private static Stream<OperatorCase> normalizations() {
        return Stream.of(
                of(
                        "BatchNorm in training",
                        new BatchNormTraining(1e-5),
                        numbers(64, 32, 28, 28),
                        numbers(32),
                        numbers(32)),
                of("InstanceNorm", new InstanceNorm(), numbers(64, 32, 28, 28)),
                of("LayerNorm", new LayerNorm(), numbers(64, 64, 128), numbers(128), numbers(128)),
                of("Softmax", new Softmax(3), numbers(64, 4, 64, 64)),
                of("LogSoftmax", new LogSoftmax(1), numbers(64, 1000)),
                of("CrossEntropy", new CrossEntropy(0.1), numbers(64, 1000), indices(1000, 64)));
    }

    private static Stream<OperatorCase> pointwise() {
        Stream<Pointwise> functions = Stream.of(
                new Relu(),
                new Relu6(),
                new LeakyRelu(0.2),
                new Elu(1),
                new Gelu(),
                new Tanh(),
                new Sigmoid(),
                new HardSigmoid(),
                new HardSwish(),
                new Softplus(),
                new Abs(),
                new Square(),
                new Sqrt(),
                new Exp(),
                new Log());
        return functions.map(function -> map(function.kind(), function));
    }

    private static OperatorCase map(String name, Op op) {
        return of(name, op, numbers(64, 32, 28, 28));
    }

    private static Stream<OperatorCase> arithmetic() {
        return Stream.of(
                of("Add", new Add(), numbers(64, 32, 28, 28), numbers(64, 32, 28, 28)),
                of("Subtract", new Subtract(), numbers(64, 32, 28, 28), numbers(64, 32, 28, 28)),
                of("Multiply", new Multiply(), numbers(64, 32, 28, 28), numbers(64, 32, 28, 28)),
                of("Multiply, one a channel", new Multiply(), numbers(64, 32, 28, 28), numbers(64, 32, 1, 1)),
                of("Divide", new Divide(), numbers(64, 32, 28, 28), numbers(64, 32, 28, 28)),
                of("Maximum", new Maximum(), numbers(64, 32, 28, 28), numbers(64, 32, 28, 28)),
                map("Reduce, mean of images", Reduce.mean(2, 3)),
                map("Reduce, sum of channels", Reduce.sumAllBut(1, 4)));
    }

    private static Stream<OperatorCase> poolings() {
        return Stream.of(
                map("MaxPool2d 2x2", new MaxPool2d(TWO, TWO, NONE)),
                map("AveragePool2d 2x2", new AveragePool2d(TWO, TWO, NONE)),
                map("GlobalAveragePool", new GlobalAveragePool()),
                map("Resize2d nearest x2", Resize2d.nearest(Size2d.square(56))),
                map("Resize2d bilinear x2", Resize2d.bilinear(Size2d.square(56))));
    }

    private static Stream<OperatorCase> layouts() {
        return Stream.of(
                of("Concat", Concat.channels(), numbers(64, 32, 28, 28), numbers(64, 32, 28, 28)),
                map("Slice", Slice.channels(8, 16)),
                map("PadAxis", PadAxis.channels(8, 8)),
                map("Pad2d zero", new Pad2d(ONE, Pad2d.Mode.ZERO)),
                map("Pad2d reflect", new Pad2d(ONE, Pad2d.Mode.REFLECT)),
                map("PixelShuffle", new PixelShuffle(2)),
                of("Transpose, heads", Transpose.of(0, 2, 1, 3), numbers(64, 64, 4, 32)));
    }
}
