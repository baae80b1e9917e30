package dev.espalier.engine;

import static dev.espalier.engine.OperatorCase.apart;
import static dev.espalier.engine.OperatorCase.labels;
import static dev.espalier.engine.OperatorCase.normal;
import static dev.espalier.engine.OperatorCase.of;
import static dev.espalier.engine.OperatorCase.statistic;

import dev.espalier.model.op.AveragePool2d;
import dev.espalier.model.op.AveragePool2dGradient;
import dev.espalier.model.op.BatchNorm;
import dev.espalier.model.op.BatchNormTraining;
import dev.espalier.model.op.Concat;
import dev.espalier.model.op.Contract;
import dev.espalier.model.op.Conv2d;
import dev.espalier.model.op.Conv2dInputGradient;
import dev.espalier.model.op.Conv2dWeightGradient;
import dev.espalier.model.op.ConvTranspose2d;
import dev.espalier.model.op.CrossEntropy;
import dev.espalier.model.op.Dropout;
import dev.espalier.model.op.Flatten;
import dev.espalier.model.op.Gather;
import dev.espalier.model.op.GlobalAveragePool;
import dev.espalier.model.op.GramInnerProduct;
import dev.espalier.model.op.InstanceNorm;
import dev.espalier.model.op.LayerNorm;
import dev.espalier.model.op.Linear;
import dev.espalier.model.op.MatMul;
import dev.espalier.model.op.MaxPool2d;
import dev.espalier.model.op.Pad2d;
import dev.espalier.model.op.Pad2dGradient;
import dev.espalier.model.op.PadAxis;
import dev.espalier.model.op.PixelShuffle;
import dev.espalier.model.op.PixelUnshuffle;
import dev.espalier.model.op.Reshape;
import dev.espalier.model.op.Resize2d;
import dev.espalier.model.op.Resize2dGradient;
import dev.espalier.model.op.ScatterAdd;
import dev.espalier.model.op.Shape;
import dev.espalier.model.op.Size2d;
import dev.espalier.model.op.Slice;
import dev.espalier.model.op.Transpose;
import java.util.stream.Stream;

/** Every differentiable operator, in the settings that differ in code: one line each. */
public final class OperatorCases {

    private OperatorCases() {}

    public static Stream<OperatorCase> all() {
        return Stream.of(
                        convolutions(),
                        transposedConvolutions(),
                        normalizations(),
                        poolings(),
                        layouts(),
                        products(),
                        ArithmeticCases.all(),
                        resizes(),
                        simple(),
                        ofGradients())
                .flatMap(cases -> cases);
    }

    static Stream<OperatorCase> convolutions() {
        return Stream.of(
                of("Conv2d 3x3", conv(4, 3, 1, 1, 1, 1), normal(2, 3, 5, 6), normal(4, 3, 3, 3)),
                of("Conv2d bias", conv(4, 3, 1, 0, 1, 1), normal(2, 3, 5, 6), normal(4, 3, 3, 3), normal(4)),
                of("Conv2d 1x1", conv(4, 1, 1, 0, 1, 1), normal(2, 3, 5, 6), normal(4, 3, 1, 1)),
                of("Conv2d 1x1 strided", conv(4, 1, 2, 0, 1, 1), normal(2, 3, 6, 6), normal(4, 3, 1, 1)),
                of("Conv2d strided", conv(4, 3, 2, 1, 1, 1), normal(2, 3, 7, 5), normal(4, 3, 3, 3)),
                of("Conv2d strided, rest", conv(4, 3, 2, 1, 1, 1), normal(2, 3, 6, 8), normal(4, 3, 3, 3)),
                of("Conv2d stride 3, rest 2", conv(2, 3, 3, 0, 1, 1), normal(2, 3, 8, 8), normal(2, 3, 3, 3)),
                of("Conv2d dilated", conv(4, 3, 1, 2, 2, 1), normal(2, 3, 6, 7), normal(4, 3, 3, 3)),
                of("Conv2d dilated strided", conv(4, 3, 2, 2, 2, 1), normal(2, 3, 8, 7), normal(4, 3, 3, 3)),
                of("Conv2d grouped", conv(6, 3, 1, 1, 1, 2), normal(2, 4, 5, 5), normal(6, 2, 3, 3), normal(6)),
                of("Conv2d grouped strided", conv(6, 3, 2, 1, 1, 2), normal(2, 4, 6, 5), normal(6, 2, 3, 3)),
                of("Conv2d depthwise", conv(3, 3, 1, 1, 1, 3), normal(2, 3, 5, 6), normal(3, 1, 3, 3), normal(3)),
                of("Conv2d depthwise x2", conv(6, 3, 1, 1, 1, 3), normal(2, 3, 5, 6), normal(6, 1, 3, 3)),
                of("Conv2d depthwise strided", conv(3, 3, 2, 1, 1, 3), normal(2, 3, 6, 7), normal(3, 1, 3, 3)),
                of("Conv2d depthwise dilated", conv(3, 3, 1, 2, 2, 3), normal(2, 3, 6, 7), normal(3, 1, 3, 3)),
                of("Conv2d one channel", conv(4, 5, 1, 2, 1, 1), normal(2, 1, 7, 6), normal(4, 1, 5, 5)),
                of(
                        "Conv2d oblong",
                        new Conv2d(3, new Size2d(1, 3), new Size2d(2, 1), new Size2d(0, 1), new Size2d(1, 2), 1),
                        normal(2, 2, 5, 7),
                        normal(3, 2, 1, 3)),
                of("Conv2d batch of one", conv(2, 3, 1, 1, 1, 1), normal(1, 1, 3, 3), normal(2, 1, 3, 3)),
                of("Conv2d wide padding", conv(2, 2, 1, 3, 1, 1), normal(2, 2, 3, 3), normal(2, 2, 2, 2)),
                of("Conv2d wide padding strided", conv(2, 2, 3, 3, 1, 1), normal(2, 2, 3, 4), normal(2, 2, 2, 2)));
    }

    static Stream<OperatorCase> transposedConvolutions() {
        return Stream.of(
                of("ConvTranspose2d", transposed(4, 3, 1, 1, 0, 1), normal(2, 3, 5, 4), normal(3, 4, 3, 3)),
                of("ConvTranspose2d k4 s2", transposed(2, 4, 2, 1, 0, 1), normal(2, 3, 3, 4), normal(3, 2, 4, 4)),
                of(
                        "ConvTranspose2d extra",
                        transposed(2, 3, 2, 1, 1, 1),
                        normal(2, 3, 3, 4),
                        normal(3, 2, 3, 3),
                        normal(2)),
                of("ConvTranspose2d grouped", transposed(6, 3, 2, 1, 1, 2), normal(2, 4, 3, 4), normal(4, 3, 3, 3)),
                of("ConvTranspose2d depthwise", transposed(3, 3, 2, 0, 0, 3), normal(2, 3, 3, 4), normal(3, 1, 3, 3)),
                of(
                        "ConvTranspose2d dilated",
                        dilated(2, 1, 2, 0, 1),
                        normal(2, 3, 4, 5),
                        normal(3, 2, 3, 3),
                        normal(2)),
                of("ConvTranspose2d dilated strided", dilated(4, 2, 1, 1, 1), normal(2, 3, 3, 4), normal(3, 4, 3, 3)),
                of("ConvTranspose2d dilated grouped", dilated(6, 2, 2, 0, 2), normal(2, 4, 3, 4), normal(4, 3, 3, 3)),
                of("ConvTranspose2d dilated depthwise", dilated(3, 1, 2, 0, 3), normal(2, 3, 3, 4), normal(3, 1, 3, 3)),
                of(
                        "ConvTranspose2d dilated oblong",
                        new ConvTranspose2d(
                                2,
                                new Size2d(2, 3),
                                new Size2d(1, 2),
                                new Size2d(1, 0),
                                new Size2d(0, 1),
                                new Size2d(3, 2),
                                1),
                        normal(2, 3, 3, 4),
                        normal(3, 2, 2, 3)));
    }

    static Stream<OperatorCase> normalizations() {
        return Stream.of(
                of(
                        "BatchNorm",
                        new BatchNorm(1e-2, 0.1),
                        normal(2, 3, 4, 5),
                        normal(3),
                        normal(3),
                        statistic(3),
                        statistic(3)),
                of(
                        "BatchNorm vectors",
                        new BatchNorm(1e-2, 0.1),
                        normal(5, 3),
                        normal(3),
                        normal(3),
                        statistic(3),
                        statistic(3)),
                of("BatchNorm plain", new BatchNorm(1e-2, 0.1), normal(2, 3, 4, 5), statistic(3), statistic(3)),
                of(
                        "BatchNorm of images",
                        new BatchNorm(1e-2, 0.1, BatchNorm.Statistics.IMAGE),
                        normal(2, 3, 4, 5),
                        normal(3),
                        normal(3),
                        statistic(3),
                        statistic(3)),
                of("BatchNormTraining plain", new BatchNormTraining(1e-2), normal(3, 4, 5, 2)),
                of("BatchNormTraining", new BatchNormTraining(1e-2), normal(3, 4, 5, 2), normal(4), normal(4)),
                of("BatchNormTraining vectors", new BatchNormTraining(1e-2), normal(6, 3), normal(3), normal(3)),
                of(
                        "BatchNormTraining one image",
                        new BatchNormTraining(1e-2),
                        normal(1, 2, 3, 3),
                        normal(2),
                        normal(2)),
                of("InstanceNorm", new InstanceNorm(1e-2), normal(2, 3, 4, 5)),
                of("InstanceNorm affine", new InstanceNorm(1e-2), normal(3, 2, 4, 3), normal(2), normal(2)),
                of("LayerNorm", new LayerNorm(1, 1e-2), normal(2, 3, 2, 5), normal(5), normal(5)),
                of("LayerNorm of vectors", new LayerNorm(1, 1e-2), normal(3, 5), normal(5), normal(5)),
                of("LayerNorm of images", new LayerNorm(3, 1e-2), normal(2, 3, 2, 4), normal(3, 2, 4), normal(3, 2, 4)),
                of("LayerNorm plain", new LayerNorm(2, 1e-2), normal(2, 3, 2, 4)));
    }

    static Stream<OperatorCase> poolings() {
        return Stream.of(
                of("MaxPool2d", maxPool(2, 2, 0), apart(2, 3, 4, 6)),
                of("MaxPool2d overlapping", maxPool(3, 2, 1), apart(2, 2, 5, 6)),
                of("MaxPool2d rest", maxPool(2, 2, 0), apart(2, 2, 5, 5)),
                of("AveragePool2d", averagePool(2, 2, 0), normal(2, 3, 4, 6)),
                of("AveragePool2d overlapping", averagePool(3, 2, 1), normal(2, 2, 5, 6)),
                of("AveragePool2d rest", averagePool(2, 2, 0), normal(2, 2, 5, 5)),
                of("GlobalAveragePool", new GlobalAveragePool(), normal(2, 3, 4, 5)));
    }

    static Stream<OperatorCase> layouts() {
        return Stream.of(
                of("Concat", Concat.channels(), normal(2, 3, 2, 2), normal(2, 1, 2, 2), normal(2, 4, 2, 2)),
                of("Concat of one", Concat.channels(), normal(2, 3)),
                of("Concat along the first axis", new Concat(0), normal(2, 3), normal(1, 3)),
                of("Concat along the last axis", new Concat(2), normal(2, 2, 3), normal(2, 2, 1)),
                of("Gather", Gather.rows(), normal(6, 3), labels(2, 4)),
                of("Gather one each", Gather.rows(), normal(5), labels(3)),
                of("Gather matrices", Gather.rows(), normal(5, 2, 3), labels(7)),
                of("Gather per item", Gather.rowsOfEachItem(), normal(2, 6, 3), labels(2, 7)),
                of("Gather one per item", Gather.rowsOfEachItem(), normal(3, 5, 2), labels(3)),
                of("PadAxis", PadAxis.channels(1, 2), normal(2, 3, 2, 4)),
                of("PadAxis last", new PadAxis(2, 2, 0), normal(2, 3, 2)),
                of("PixelShuffle", new PixelShuffle(2), normal(2, 8, 3, 2)),
                of("PixelShuffle by 3", new PixelShuffle(3), normal(1, 9, 2, 2)),
                of("PixelUnshuffle", new PixelUnshuffle(2), normal(2, 3, 4, 6)),
                of("Reshape", new Reshape(Shape.of(4, 3)), normal(2, 6)),
                of("Reshape to more axes", new Reshape(Shape.of(2, 3, 1, 4)), normal(2, 12)),
                of("ScatterAdd", ScatterAdd.rows(6), normal(2, 4, 3), labels(2, 4)),
                of("ScatterAdd matrices", ScatterAdd.rows(5), normal(7, 2, 3), labels(7)),
                of("ScatterAdd per item", ScatterAdd.rowsOfEachItem(6), normal(2, 7, 3), labels(2, 7)),
                of("ScatterAdd numbers per item", ScatterAdd.rowsOfEachItem(5), normal(2, 3, 4), labels(2, 3, 4)),
                of("Slice", Slice.channels(1, 2), normal(2, 4, 2, 3)),
                of("Slice first", new Slice(0, 1, 2), normal(4, 3)),
                of("Slice last", new Slice(3, 2, 1), normal(2, 2, 2, 3)),
                of("Transpose", Transpose.of(1, 0), normal(3, 4)),
                of("Transpose heads", Transpose.of(0, 2, 1, 3), normal(2, 3, 2, 4)),
                of("Transpose around", Transpose.of(0, 2, 3, 1), normal(2, 3, 4, 2)));
    }

    static Stream<OperatorCase> resizes() {
        return Stream.of(
                of("Resize2d nearest x2", Resize2d.nearest(new Size2d(6, 4)), normal(2, 3, 3, 2)),
                of("Resize2d nearest odd", Resize2d.nearest(new Size2d(7, 3)), normal(2, 2, 3, 5)),
                of("Resize2d bilinear x2", Resize2d.bilinear(new Size2d(6, 4)), normal(2, 3, 3, 2)),
                of("Resize2d bilinear down", Resize2d.bilinear(new Size2d(3, 2)), normal(2, 2, 7, 5)),
                of("Resize2d bilinear from one pixel", Resize2d.bilinear(new Size2d(3, 2)), normal(1, 2, 1, 1)),
                of("Resize2d aligned", aligned(5, 7), normal(2, 2, 3, 4)),
                of("Resize2d aligned down", aligned(2, 1), normal(2, 2, 5, 3)));
    }

    private static Resize2d aligned(int height, int width) {
        return new Resize2d(new Size2d(height, width), Resize2d.Mode.BILINEAR, true);
    }

    static Stream<OperatorCase> products() {
        return Stream.of(
                of("Linear", new Linear(4), normal(3, 5), normal(4, 5)),
                of("Linear bias", new Linear(4), normal(3, 5), normal(4, 5), normal(4)),
                of("Linear over sequences", new Linear(4), normal(2, 3, 5), normal(4, 5), normal(4)),
                of("Linear to one number", new Linear(1), normal(2, 3, 5), normal(1, 5), normal(1)),
                of("Linear over four axes", new Linear(2), normal(2, 1, 3, 5), normal(2, 5)),
                of("MatMul", new MatMul(false, false), normal(3, 4), normal(4, 5)),
                of("MatMul AT", new MatMul(true, false), normal(4, 3), normal(4, 5)),
                of("MatMul BT", new MatMul(false, true), normal(3, 4), normal(5, 4)),
                of("MatMul AT BT", new MatMul(true, true), normal(4, 3), normal(5, 4)),
                of("MatMul batched", new MatMul(false, false), normal(2, 3, 4), normal(2, 4, 5)),
                of("MatMul batched AT", new MatMul(true, false), normal(2, 2, 4, 3), normal(2, 2, 4, 5)),
                of("MatMul batched BT", new MatMul(false, true), normal(2, 2, 3, 4), normal(2, 2, 5, 4)),
                of("MatMul batched AT BT", new MatMul(true, true), normal(3, 4, 2), normal(3, 3, 4)),
                of("MatMul batched row", new MatMul(false, true), normal(2, 1, 4), normal(2, 3, 4)),
                of("MatMul batched column", new MatMul(false, false), normal(2, 3, 4), normal(2, 4, 1)),
                of("MatMul batched outer", new MatMul(false, false), normal(2, 3, 1), normal(2, 1, 4)),
                of("MatMul batched dot", new MatMul(true, false), normal(2, 3, 1), normal(2, 3, 1)),
                of("MatMul single B", new MatMul(false, false), normal(2, 3, 4), normal(4, 5)),
                of("MatMul single BT", new MatMul(false, true), normal(2, 2, 3, 4), normal(5, 4)));
    }

    static Stream<OperatorCase> simple() {
        return Stream.of(
                of("CrossEntropy", new CrossEntropy(0), normal(6, 5), labels(6)),
                of("CrossEntropy smoothed", new CrossEntropy(0.1), normal(6, 5), labels(6)),
                of("CrossEntropy of sequences", new CrossEntropy(0), normal(2, 3, 5), labels(2, 3)),
                of("Dropout", new Dropout(0.5), normal(2, 3)),
                of("Flatten", new Flatten(), normal(2, 3, 2, 2)),
                of("GramInnerProduct", new GramInnerProduct(), normal(3, 5), normal(3, 2, 2)),
                of("Pad2d zero", new Pad2d(new Size2d(1, 2), Pad2d.Mode.ZERO), normal(2, 3, 3, 4)),
                of("Pad2d reflect", new Pad2d(new Size2d(2, 3), Pad2d.Mode.REFLECT), normal(2, 3, 3, 4)));
    }

    static Stream<OperatorCase> ofGradients() {
        Size2d size = new Size2d(6, 5);
        return Stream.of(
                of("AveragePool2dGradient", new AveragePool2dGradient(averagePool(3, 2, 1), size), normal(2, 3, 3, 3)),
                of(
                        "Conv2dInputGradient",
                        new Conv2dInputGradient(conv(4, 3, 2, 1, 1, 1), size),
                        normal(2, 4, 3, 3),
                        normal(4, 2, 3, 3)),
                of(
                        "Conv2dWeightGradient",
                        new Conv2dWeightGradient(conv(4, 3, 2, 1, 1, 2)),
                        normal(2, 4, 6, 5),
                        normal(2, 4, 3, 3)),
                of("Contract", new Contract(), normal(6, 4), normal(6, 5)),
                of("Contract over sequences", new Contract(), normal(2, 3, 4), normal(2, 3, 5)),
                of(
                        "Pad2dGradient",
                        new Pad2dGradient(new Pad2d(new Size2d(1, 1), Pad2d.Mode.REFLECT)),
                        normal(2, 3, 5, 6)),
                of(
                        "Resize2dGradient",
                        new Resize2dGradient(Resize2d.bilinear(size), new Size2d(3, 4)),
                        normal(2, 2, 6, 5)));
    }

    private static Conv2d conv(int out, int kernel, int stride, int padding, int dilation, int groups) {
        return new Conv2d(
                out,
                Size2d.square(kernel),
                Size2d.square(stride),
                Size2d.square(padding),
                Size2d.square(dilation),
                groups);
    }

    private static ConvTranspose2d transposed(int out, int kernel, int stride, int padding, int extra, int groups) {
        return new ConvTranspose2d(
                out,
                Size2d.square(kernel),
                Size2d.square(stride),
                Size2d.square(padding),
                Size2d.square(extra),
                groups);
    }

    private static ConvTranspose2d dilated(int out, int stride, int padding, int extra, int groups) {
        return new ConvTranspose2d(
                out,
                Size2d.square(3),
                Size2d.square(stride),
                Size2d.square(padding),
                Size2d.square(extra),
                Size2d.square(2),
                groups);
    }

    private static MaxPool2d maxPool(int kernel, int stride, int padding) {
        return new MaxPool2d(Size2d.square(kernel), Size2d.square(stride), Size2d.square(padding));
    }

    private static AveragePool2d averagePool(int kernel, int stride, int padding) {
        return new AveragePool2d(Size2d.square(kernel), Size2d.square(stride), Size2d.square(padding));
    }
}
