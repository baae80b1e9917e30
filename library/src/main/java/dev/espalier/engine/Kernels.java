package dev.espalier.engine;

import dev.espalier.model.op.Abs;
import dev.espalier.model.op.Add;
import dev.espalier.model.op.Affine;
import dev.espalier.model.op.AveragePool2d;
import dev.espalier.model.op.AveragePool2dGradient;
import dev.espalier.model.op.BatchMoment;
import dev.espalier.model.op.BatchNorm;
import dev.espalier.model.op.BatchNormInputGradient;
import dev.espalier.model.op.BatchNormScaleGradient;
import dev.espalier.model.op.BatchNormTraining;
import dev.espalier.model.op.BatchNormTrainingInputGradient;
import dev.espalier.model.op.BatchNormTrainingScaleGradient;
import dev.espalier.model.op.Blend;
import dev.espalier.model.op.Clamp;
import dev.espalier.model.op.Concat;
import dev.espalier.model.op.Constant;
import dev.espalier.model.op.Contract;
import dev.espalier.model.op.Conv2d;
import dev.espalier.model.op.Conv2dInputGradient;
import dev.espalier.model.op.Conv2dWeightGradient;
import dev.espalier.model.op.ConvTranspose2d;
import dev.espalier.model.op.CrossEntropy;
import dev.espalier.model.op.CrossEntropyGradient;
import dev.espalier.model.op.Divide;
import dev.espalier.model.op.Dropout;
import dev.espalier.model.op.DropoutMask;
import dev.espalier.model.op.Elementary;
import dev.espalier.model.op.Elu;
import dev.espalier.model.op.Equal;
import dev.espalier.model.op.Erf;
import dev.espalier.model.op.Exp;
import dev.espalier.model.op.Expand;
import dev.espalier.model.op.FakeQuantize;
import dev.espalier.model.op.FakeQuantizeInputGradient;
import dev.espalier.model.op.FakeQuantizeStepGradient;
import dev.espalier.model.op.Flatten;
import dev.espalier.model.op.Gather;
import dev.espalier.model.op.Gelu;
import dev.espalier.model.op.GlobalAveragePool;
import dev.espalier.model.op.GramInnerProduct;
import dev.espalier.model.op.GramInnerProductGradient;
import dev.espalier.model.op.Greater;
import dev.espalier.model.op.HardSigmoid;
import dev.espalier.model.op.HardSwish;
import dev.espalier.model.op.InstanceNorm;
import dev.espalier.model.op.InstanceNormInputGradient;
import dev.espalier.model.op.InstanceNormScaleGradient;
import dev.espalier.model.op.LayerNorm;
import dev.espalier.model.op.LayerNormInputGradient;
import dev.espalier.model.op.LayerNormScaleGradient;
import dev.espalier.model.op.LeakyRelu;
import dev.espalier.model.op.Linear;
import dev.espalier.model.op.Log;
import dev.espalier.model.op.LogSoftmax;
import dev.espalier.model.op.LogSoftmaxGradient;
import dev.espalier.model.op.MatMul;
import dev.espalier.model.op.MaxPool2d;
import dev.espalier.model.op.MaxPool2dGradient;
import dev.espalier.model.op.Maximum;
import dev.espalier.model.op.Multiply;
import dev.espalier.model.op.Op;
import dev.espalier.model.op.Pad2d;
import dev.espalier.model.op.Pad2dGradient;
import dev.espalier.model.op.PadAxis;
import dev.espalier.model.op.PixelShuffle;
import dev.espalier.model.op.PixelUnshuffle;
import dev.espalier.model.op.PointwiseGradient;
import dev.espalier.model.op.Power;
import dev.espalier.model.op.Reduce;
import dev.espalier.model.op.Relu;
import dev.espalier.model.op.Relu6;
import dev.espalier.model.op.Reshape;
import dev.espalier.model.op.Resize2d;
import dev.espalier.model.op.Resize2dGradient;
import dev.espalier.model.op.Round;
import dev.espalier.model.op.ScatterAdd;
import dev.espalier.model.op.Select;
import dev.espalier.model.op.Sigmoid;
import dev.espalier.model.op.Slice;
import dev.espalier.model.op.Softmax;
import dev.espalier.model.op.SoftmaxGradient;
import dev.espalier.model.op.Softplus;
import dev.espalier.model.op.Spread;
import dev.espalier.model.op.Sqrt;
import dev.espalier.model.op.Square;
import dev.espalier.model.op.StopGradient;
import dev.espalier.model.op.StraightThrough;
import dev.espalier.model.op.Subtract;
import dev.espalier.model.op.Tanh;
import dev.espalier.model.op.Transpose;
import java.util.HashMap;
import java.util.Map;
import org.nd4j.linalg.api.ndarray.INDArray;

/** Which kernel computes which operator. */
final class Kernels {

    private static final Kernels REFERENCE = new Kernels()
            .with(Abs.class, Elementwise::pointwise)
            .with(Add.class, Arithmetic::add)
            .with(Affine.class, Elementwise::affine)
            .with(AveragePool2d.class, Poolings::average)
            .with(AveragePool2dGradient.class, Poolings::averageGradient)
            .with(BatchMoment.class, Normalizations::batchMoment)
            .with(BatchNorm.class, Normalizations::batchNorm)
            .with(BatchNormInputGradient.class, Normalizations::batchNormInputGradient)
            .with(BatchNormScaleGradient.class, Normalizations::batchNormScaleGradient)
            .with(BatchNormTraining.class, Normalizations::batchNormTraining)
            .with(BatchNormTrainingInputGradient.class, Normalizations::batchNormTrainingInputGradient)
            .with(BatchNormTrainingScaleGradient.class, Normalizations::batchNormTrainingScaleGradient)
            .with(Blend.class, Elementwise::blend)
            .with(Clamp.class, Elementwise::pointwise)
            .with(Concat.class, Layouts::concat)
            .with(Constant.class, Elementwise::constant)
            .with(Contract.class, Linears::contract)
            .with(Conv2d.class, Convolutions::convolve)
            .with(Conv2dInputGradient.class, Convolutions::inputGradient)
            .with(Conv2dWeightGradient.class, Convolutions::weightGradient)
            .with(ConvTranspose2d.class, Convolutions::transposed)
            .with(CrossEntropy.class, Losses::crossEntropy)
            .with(CrossEntropyGradient.class, Losses::crossEntropyGradient)
            .with(Divide.class, Arithmetic::divide)
            .with(Dropout.class, Dropouts::dropout)
            .with(DropoutMask.class, Dropouts::mask)
            .with(Elementary.class, Elementwise::pointwise)
            .with(Elu.class, Elementwise::pointwise)
            .with(Equal.class, Arithmetic::binary)
            .with(Erf.class, Elementwise::pointwise)
            .with(Exp.class, Elementwise::pointwise)
            .with(Expand.class, Reductions::expand)
            .with(FakeQuantize.class, Quantizations::fakeQuantize)
            .with(FakeQuantizeInputGradient.class, Quantizations::inputGradient)
            .with(FakeQuantizeStepGradient.class, Quantizations::stepGradient)
            .with(Flatten.class, Layouts::flatten)
            .with(Gather.class, Indexing::gather)
            .with(Gelu.class, Elementwise::pointwise)
            .with(GlobalAveragePool.class, Poolings::globalAverage)
            .with(GramInnerProduct.class, Losses::gramInnerProduct)
            .with(GramInnerProductGradient.class, Losses::gramInnerProductGradient)
            .with(Greater.class, Arithmetic::binary)
            .with(HardSigmoid.class, Elementwise::pointwise)
            .with(HardSwish.class, Elementwise::pointwise)
            .with(InstanceNorm.class, Normalizations::instanceNorm)
            .with(InstanceNormInputGradient.class, Normalizations::instanceNormInputGradient)
            .with(InstanceNormScaleGradient.class, Normalizations::instanceNormScaleGradient)
            .with(LayerNorm.class, Normalizations::layerNorm)
            .with(LayerNormInputGradient.class, Normalizations::layerNormInputGradient)
            .with(LayerNormScaleGradient.class, Normalizations::layerNormScaleGradient)
            .with(LeakyRelu.class, Elementwise::pointwise)
            .with(Linear.class, Linears::linear)
            .with(Log.class, Elementwise::pointwise)
            .with(LogSoftmax.class, Softmaxes::logSoftmax)
            .with(LogSoftmaxGradient.class, Softmaxes::logSoftmaxGradient)
            .with(MatMul.class, Linears::matMul)
            .with(MaxPool2d.class, Poolings::max)
            .with(MaxPool2dGradient.class, Poolings::maxGradient)
            .with(Maximum.class, Arithmetic::binary)
            .with(Multiply.class, Arithmetic::multiply)
            .with(Pad2d.class, Layouts::pad)
            .with(Pad2dGradient.class, Layouts::padGradient)
            .with(PadAxis.class, Layouts::padAxis)
            .with(PixelShuffle.class, Layouts::pixelShuffle)
            .with(PixelUnshuffle.class, Layouts::pixelUnshuffle)
            .with(PointwiseGradient.class, Elementwise::gradient)
            .with(Power.class, Elementwise::pointwise)
            .with(Reduce.class, Reductions::reduce)
            .with(Relu.class, Elementwise::relu)
            .with(Relu6.class, Elementwise::relu6)
            .with(Reshape.class, Layouts::reshape)
            .with(Resize2d.class, Resizing::resize)
            .with(Resize2dGradient.class, Resizing::gradient)
            .with(Round.class, Elementwise::pointwise)
            .with(ScatterAdd.class, Indexing::scatterAdd)
            .with(Select.class, Arithmetic::select)
            .with(Sigmoid.class, Elementwise::pointwise)
            .with(Slice.class, Layouts::slice)
            .with(Softmax.class, Softmaxes::softmax)
            .with(SoftmaxGradient.class, Softmaxes::softmaxGradient)
            .with(Softplus.class, Elementwise::pointwise)
            .with(Spread.class, Reductions::spread)
            .with(Sqrt.class, Elementwise::pointwise)
            .with(Square.class, Elementwise::pointwise)
            .with(StopGradient.class, Elementwise::stopGradient)
            .with(StraightThrough.class, Elementwise::straightThrough)
            .with(Subtract.class, Arithmetic::subtract)
            .with(Tanh.class, Elementwise::tanh)
            .with(Transpose.class, Layouts::transpose);

    private final Map<Class<? extends Op>, Kernel<Op>> byOperator = new HashMap<>();

    private Kernels() {}

    private <O extends Op> Kernels with(Class<O> operator, Kernel<O> kernel) {
        byOperator.put(operator, (op, in, out, scratch) -> kernel.run(operator.cast(op), in, out, scratch));
        return this;
    }

    /** Computes any operator but {@code Input} and {@code Parameter}, whose values are fed. */
    static void run(Op op, INDArray[] inputs, INDArray output, Scratch scratch) {
        Kernel<Op> kernel = REFERENCE.byOperator.get(op.getClass());
        if (kernel == null) {
            throw new IllegalStateException("no kernel computes " + op.kind());
        }
        kernel.run(op, inputs, output, scratch);
    }
}
