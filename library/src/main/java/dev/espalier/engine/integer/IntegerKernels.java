package dev.espalier.engine.integer;

import dev.espalier.model.Encoding;
import dev.espalier.model.Node;
import dev.espalier.model.op.Add;
import dev.espalier.model.op.Affine;
import dev.espalier.model.op.AveragePool2d;
import dev.espalier.model.op.BatchNorm;
import dev.espalier.model.op.Clamp;
import dev.espalier.model.op.Concat;
import dev.espalier.model.op.Conv2d;
import dev.espalier.model.op.ConvTranspose2d;
import dev.espalier.model.op.Dropout;
import dev.espalier.model.op.Elu;
import dev.espalier.model.op.Exp;
import dev.espalier.model.op.FakeQuantize;
import dev.espalier.model.op.Flatten;
import dev.espalier.model.op.Gelu;
import dev.espalier.model.op.GlobalAveragePool;
import dev.espalier.model.op.HardSwish;
import dev.espalier.model.op.InstanceNorm;
import dev.espalier.model.op.LayerNorm;
import dev.espalier.model.op.Linear;
import dev.espalier.model.op.Log;
import dev.espalier.model.op.LogSoftmax;
import dev.espalier.model.op.MatMul;
import dev.espalier.model.op.MaxPool2d;
import dev.espalier.model.op.Op;
import dev.espalier.model.op.Pad2d;
import dev.espalier.model.op.PadAxis;
import dev.espalier.model.op.PixelShuffle;
import dev.espalier.model.op.PixelUnshuffle;
import dev.espalier.model.op.Power;
import dev.espalier.model.op.Reduce;
import dev.espalier.model.op.Relu;
import dev.espalier.model.op.Relu6;
import dev.espalier.model.op.Reshape;
import dev.espalier.model.op.Resize2d;
import dev.espalier.model.op.Sigmoid;
import dev.espalier.model.op.Slice;
import dev.espalier.model.op.Softmax;
import dev.espalier.model.op.Softplus;
import dev.espalier.model.op.Sqrt;
import dev.espalier.model.op.Subtract;
import dev.espalier.model.op.Tanh;
import dev.espalier.model.op.Transpose;
import java.util.HashMap;
import java.util.Map;
import java.util.Set;

/** How operators are computed on integers. */
final class IntegerKernels {

    private static final Map<Class<? extends Op>, Kernel<Op>> KERNELS = new HashMap<>();
    private static final Set<Class<? extends Op>> CURVES = Set.of(
            Elu.class,
            Exp.class,
            Gelu.class,
            HardSwish.class,
            Log.class,
            Power.class,
            Sigmoid.class,
            Softplus.class,
            Sqrt.class,
            Tanh.class);

    static {
        define(Add.class, (op, site) -> Sums.add(site, 1));
        define(Affine.class, Affines::affine);
        define(AveragePool2d.class, Pools::average);
        define(Clamp.class, (op, site) -> Bounds.clamp(site, op.min(), op.max()));
        define(Concat.class, (op, site) -> Moves.together(site));
        define(Conv2d.class, Products::convolve);
        define(ConvTranspose2d.class, Spreads::spread);
        define(Dropout.class, (op, site) -> site.exact(0));
        define(FakeQuantize.class, Levels::of);
        define(Flatten.class, (op, site) -> Moves.anywhere(site));
        define(GlobalAveragePool.class, (op, site) -> Pools.global(site));
        define(Linear.class, (op, site) -> Products.linear(site));
        define(MatMul.class, Matrices::product);
        define(MaxPool2d.class, (op, site) -> Moves.withinChannels(site));
        define(Pad2d.class, (op, site) -> Moves.withinChannels(site));
        define(PadAxis.class, (op, site) -> Moves.anywhere(site));
        define(PixelShuffle.class, (op, site) -> Moves.anywhere(site));
        define(PixelUnshuffle.class, (op, site) -> Moves.anywhere(site));
        define(Reduce.class, Reductions::reduce);
        define(Relu.class, (op, site) -> Bounds.clamp(site, 0, Double.POSITIVE_INFINITY));
        define(Relu6.class, (op, site) -> Bounds.clamp(site, 0, 6));
        define(Reshape.class, (op, site) -> Moves.anywhere(site));
        define(Resize2d.class, Moves::resize);
        define(Slice.class, Moves::slice);
        define(Subtract.class, (op, site) -> Sums.add(site, -1));
        define(Transpose.class, (op, site) -> Moves.anywhere(site));
    }

    private IntegerKernels() {}

    /** Computes one operator, or throws {@link Unfit}. */
    @FunctionalInterface
    interface Kernel<O extends Op> {
        IntegerTensor run(O op, Site site);
    }

    private static <O extends Op> void define(Class<O> type, Kernel<O> kernel) {
        KERNELS.put(type, (op, site) -> kernel.run(type.cast(op), site));
    }

    /**
     * The result of a node.
     *
     * @throws Unfit if it must be computed in floating point
     */
    static IntegerTensor run(Node node, Site site) {
        Kernel<Op> kernel = KERNELS.get(node.op().getClass());
        if (kernel == null) {
            throw new Unfit(reason(node.op()));
        }
        IntegerTensor result;
        try {
            result = kernel.run(node.op(), site).simplified();
        } catch (ArithmeticException overflow) {
            throw new Unfit("needs integers of more than " + Long.SIZE + " bits");
        }
        if (result.bits() > IntegerTensor.MOST_BITS) {
            throw new Unfit("needs integers of " + result.bits() + " bits; up to " + IntegerTensor.MOST_BITS
                    + " equal double precision exactly");
        }
        return result;
    }

    /** Why an operator has no integer form. */
    private static String reason(Op op) {
        if (op instanceof Softmax || op instanceof LogSoftmax) {
            return "has no integer form: exponentials and their quotients are whole numbers of no unit";
        }
        if (op instanceof LayerNorm || op instanceof InstanceNorm) {
            return "has no integer form: it divides by deviations, which are whole numbers of no unit and other ones for"
                    + " every input";
        }
        if (op instanceof BatchNorm) {
            return "has no integer form by itself, and no layer before it took it up";
        }
        return CURVES.contains(op.getClass())
                ? "has no integer form: a curve takes whole numbers to others that are none"
                : "has no integer form";
    }

    /** What a kernel needs to know of an encoded weight. */
    static Encoding.Quantized quantized(String parameter, Encoding encoding) {
        if (encoding instanceof Encoding.Quantized quantized) {
            return quantized;
        }
        throw new Unfit("reads '" + parameter + "', which is not quantized");
    }
}
