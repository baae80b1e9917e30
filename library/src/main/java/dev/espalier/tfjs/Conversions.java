package dev.espalier.tfjs;

import dev.espalier.model.op.Abs;
import dev.espalier.model.op.Add;
import dev.espalier.model.op.Affine;
import dev.espalier.model.op.Divide;
import dev.espalier.model.op.Elu;
import dev.espalier.model.op.Exp;
import dev.espalier.model.op.Log;
import dev.espalier.model.op.Maximum;
import dev.espalier.model.op.Multiply;
import dev.espalier.model.op.Parameter.Role;
import dev.espalier.model.op.Power;
import dev.espalier.model.op.Relu;
import dev.espalier.model.op.Relu6;
import dev.espalier.model.op.Sigmoid;
import dev.espalier.model.op.Softplus;
import dev.espalier.model.op.Sqrt;
import dev.espalier.model.op.Square;
import dev.espalier.model.op.Subtract;
import dev.espalier.model.op.Tanh;
import java.util.Map;

/** The operators of TensorFlow that can be read, by their names. */
final class Conversions {

    /** A layer of Keras, which TensorFlow computes with an operator that is told the extent. */
    static final String UP_SAMPLING = "UpSampling2D";

    static final Map<String, Conversion> ALL = Map.ofEntries(
            Map.entry("Abs", Activations.pointwise(new Abs())),
            Map.entry("Add", Elementwise.of(new Add(), Role.SHIFT, number -> new Affine(1, number))),
            Map.entry("AddV2", Elementwise.of(new Add(), Role.SHIFT, number -> new Affine(1, number))),
            Map.entry("AvgPool", Windows::averagePool),
            Map.entry("BiasAdd", Elementwise::biasAdd),
            Map.entry("ConcatV2", Shapes::concat),
            Map.entry("Conv2D", Convolutions::conv2d),
            Map.entry("DepthwiseConv2dNative", Convolutions::depthwise),
            Map.entry("Elu", Activations.pointwise(new Elu(1))),
            Map.entry("Exp", Activations.pointwise(new Exp())),
            Map.entry("ExpandDims", Shapes::expandDims),
            Map.entry("FusedBatchNorm", Elementwise::batchNorm),
            Map.entry("FusedBatchNormV2", Elementwise::batchNorm),
            Map.entry("FusedBatchNormV3", Elementwise::batchNorm),
            Map.entry("FusedDepthwiseConv2dNative", Convolutions::depthwise),
            Map.entry("LeakyRelu", Activations::leakyRelu),
            Map.entry("Log", Activations.pointwise(new Log())),
            Map.entry("MatMul", Convolutions::matMul),
            Map.entry("MaxPool", Windows::maxPool),
            Map.entry("Maximum", Elementwise.of(new Maximum(), Role.SHIFT)),
            Map.entry("Mean", Shapes::mean),
            Map.entry("MirrorPad", Windows::mirrorPad),
            Map.entry("Mul", Elementwise.of(new Multiply(), Role.SCALE, Affine::times)),
            Map.entry("Neg", Activations.pointwise(Affine.times(-1))),
            Map.entry("Pad", Windows::pad),
            Map.entry("PadV2", Windows::pad),
            Map.entry("Placeholder", Shapes::placeholder),
            Map.entry("Prelu", Activations::prelu),
            Map.entry("RealDiv", Elementwise.of(new Divide(), Role.SCALE, number -> Affine.times(1 / number))),
            Map.entry("Relu", Activations.pointwise(new Relu())),
            Map.entry("Relu6", Activations.pointwise(new Relu6())),
            Map.entry("Reshape", Shapes::reshape),
            Map.entry("ResizeBilinear", Windows::bilinear),
            Map.entry("ResizeNearestNeighbor", Windows::nearest),
            Map.entry("Rsqrt", Activations.pointwise(new Power(-0.5))),
            Map.entry("Sigmoid", Activations.pointwise(new Sigmoid())),
            Map.entry("Softmax", Activations::softmax),
            Map.entry("Softplus", Activations.pointwise(new Softplus())),
            Map.entry("Sqrt", Activations.pointwise(new Sqrt())),
            Map.entry("Square", Activations.pointwise(new Square())),
            Map.entry("Squeeze", Shapes::squeeze),
            Map.entry("Sub", Elementwise.of(new Subtract(), Role.SHIFT, number -> new Affine(1, -number))),
            Map.entry("Tanh", Activations.pointwise(new Tanh())),
            Map.entry("Transpose", Shapes::transpose),
            Map.entry(UP_SAMPLING, Windows::upSampling),
            Map.entry("_FusedConv2D", Convolutions::conv2d),
            Map.entry("_FusedMatMul", Convolutions::matMul));

    private Conversions() {}
}
