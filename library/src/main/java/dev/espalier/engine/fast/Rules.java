package dev.espalier.engine.fast;

import dev.espalier.model.Node;
import dev.espalier.model.op.*;
import java.util.HashMap;
import java.util.Map;

/** How each operator alone becomes instructions; what is not here is left to the reference kernel. */
final class Rules {

    /** A rule for nodes of one kind. */
    @FunctionalInterface
    interface Of<O extends Op> {
        void lower(O op, Node node, Lowering to);
    }

    private static final Map<Class<? extends Op>, Of<? extends Op>> RULES = new HashMap<>();

    static {
        define(AveragePool2d.class, PoolingRules::average);
        define(AveragePool2dGradient.class, PoolingRules::averageGradient);
        define(BatchNorm.class, NormalizationRules::inference);
        define(Blend.class, ElementwiseRules::blend);
        define(Concat.class, LayoutRules::concat);
        define(Constant.class, ElementwiseRules::constant);
        define(Contract.class, MatrixRules::contract);
        define(Conv2d.class, ConvolutionRules::convolve);
        define(Conv2dInputGradient.class, ConvolutionRules::inputGradient);
        define(Conv2dWeightGradient.class, ConvolutionRules::weightGradient);
        define(ConvTranspose2d.class, ConvolutionRules::transposed);
        define(CrossEntropy.class, LossRules::crossEntropy);
        define(CrossEntropyGradient.class, LossRules::crossEntropyGradient);
        define(Dropout.class, LayoutRules::dropout);
        define(DropoutMask.class, DropoutRules::mask);
        define(Expand.class, SumRules::expand);
        define(FakeQuantize.class, QuantizationRules::forward);
        define(FakeQuantizeInputGradient.class, QuantizationRules::inputGradient);
        define(FakeQuantizeStepGradient.class, QuantizationRules::stepGradient);
        define(Flatten.class, LayoutRules::flatten);
        define(Gather.class, TableRules::gather);
        define(GlobalAveragePool.class, PoolingRules::global);
        define(GramInnerProduct.class, GramRules::product);
        define(GramInnerProductGradient.class, GramRules::gradient);
        define(LayerNorm.class, LayerNormRules::forward);
        define(Linear.class, MatrixRules::linear);
        define(LogSoftmax.class, SoftmaxRules::logSoftmax);
        define(LogSoftmaxGradient.class, SoftmaxRules::logSoftmaxGradient);
        define(MatMul.class, MatrixRules::matMul);
        define(MaxPool2d.class, PoolingRules::max);
        define(MaxPool2dGradient.class, PoolingRules::maxGradient);
        define(Pad2d.class, BorderRules::pad);
        define(Pad2dGradient.class, BorderRules::gradient);
        define(PadAxis.class, LayoutRules::pad);
        define(PixelShuffle.class, ResizeRules::shuffle);
        define(PixelUnshuffle.class, ResizeRules::unshuffle);
        define(PointwiseGradient.class, ElementwiseRules::gradient);
        define(Reduce.class, SumRules::reduce);
        define(Reshape.class, LayoutRules::reshape);
        define(Resize2d.class, ResizeRules::resize);
        define(Resize2dGradient.class, ResizeRules::gradient);
        define(ScatterAdd.class, TableRules::scatterAdd);
        define(Slice.class, LayoutRules::slice);
        define(Softmax.class, SoftmaxRules::softmax);
        define(SoftmaxGradient.class, SoftmaxRules::softmaxGradient);
        define(Spread.class, SumRules::spread);
        define(StopGradient.class, LayoutRules::stopGradient);
        define(StraightThrough.class, LayoutRules::straightThrough);
        define(Transpose.class, LayoutRules::transpose);
    }

    private Rules() {}

    private static <O extends Op> void define(Class<O> kind, Of<O> rule) {
        RULES.put(kind, rule);
    }

    /** The rule for a node by itself. */
    static Group.Rule of(Node node) {
        Op op = node.op();
        if (op instanceof Clamp clamp) {
            return to -> ElementwiseRules.clamp(clamp, node, to);
        }
        if (op instanceof PointwiseGradient gradient && gradient.of() instanceof Clamp clamp) {
            return to -> ElementwiseRules.clampGradient(clamp, node, to);
        }
        if (op instanceof Pointwise pointwise) {
            return to -> ElementwiseRules.pointwise(pointwise, node, to);
        }
        if (op instanceof Binary binary) {
            return to -> ElementwiseRules.binary(binary, node, to);
        }
        return apply(RULES.get(op.getClass()), node);
    }

    @SuppressWarnings("unchecked")
    private static <O extends Op> Group.Rule apply(Of<O> rule, Node node) {
        return rule == null ? to -> to.reference(node) : to -> rule.lower((O) node.op(), node, to);
    }
}
