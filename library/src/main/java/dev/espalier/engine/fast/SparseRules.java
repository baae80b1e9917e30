package dev.espalier.engine.fast;

import static org.bytedeco.dnnl.global.dnnl.dnnl_Abcd16a;
import static org.bytedeco.dnnl.global.dnnl.dnnl_Abcd4a;
import static org.bytedeco.dnnl.global.dnnl.dnnl_Abcd8a;
import static org.bytedeco.dnnl.global.dnnl.dnnl_nChw16c;
import static org.bytedeco.dnnl.global.dnnl.dnnl_nhwc;

import dev.espalier.engine.fast.SparseConvolutions.Pass;
import dev.espalier.engine.fast.SparseConvolutions.Passes;
import dev.espalier.model.Node;
import dev.espalier.model.op.Conv2d;
import dev.espalier.model.op.Conv2dInputGradient;
import dev.espalier.model.op.Conv2dWeightGradient;
import java.util.List;
import java.util.Optional;

/**
 * Convolutions by {@link SparseConvolutions}. Images are brought into lanes and back, which the forward pass and both gradients
 * share.
 */
final class SparseRules {

    private static final int BLOCK = 16;

    private SparseRules() {}

    /** Whether there was code. */
    static boolean convolve(Conv2d op, Node node, Lowering to) {
        Optional<Passes> passes = node.inputs().size() == 2
                ? passes(op, node.inputs().get(0), node.inputs().get(1), node.name(), to)
                : Optional.empty();
        passes.ifPresent(code -> gather(node, code, code.forward(), to));
        return passes.isPresent();
    }

    /** Whether there was code. */
    static boolean inputGradient(Conv2dInputGradient op, Node node, Lowering to) {
        Optional<Passes> passes = passes(
                op.convolution(),
                node.name(),
                node.inputs().get(1),
                node.inputs().get(0),
                to);
        passes.ifPresent(code -> gather(node, code, code.inputGradient(), to));
        return passes.isPresent();
    }

    /** Whether there was code, and it is known which weight the gradient is of. */
    static boolean weightGradient(Conv2dWeightGradient op, Node node, Lowering to) {
        String images = node.inputs().get(0);
        String upstream = node.inputs().get(1);
        Optional<Passes> passes =
                weight(op, images, to).flatMap(weight -> passes(op.convolution(), images, weight, upstream, to));
        passes.ifPresent(code -> {
            Tensor first = lanes(images, code, to);
            Tensor second = lanes(upstream, code, to);
            Tensor result = to.write(node.name(), to.natives().plain(to.dims(node.name())));
            call(node, code, code.weightGradient(), first, second, result, to);
        });
        return passes.isPresent();
    }

    private static Optional<Passes> passes(Conv2d op, String images, String weight, String result, Lowering to) {
        long[] in = to.dims(images);
        long[] out = to.dims(result);
        return to.sparse().of(weight, op, (int) in[1], (int) out[1], (int) in[2], (int) in[3]);
    }

    /** The weight of the only convolution of this kind on these images. */
    private static Optional<String> weight(Conv2dWeightGradient op, String images, Lowering to) {
        List<String> weights = to.graph().layers().stream()
                .filter(node -> node.op().equals(op.convolution())
                        && node.inputs().get(0).equals(images))
                .map(node -> node.inputs().get(1))
                .distinct()
                .toList();
        return weights.size() == 1 ? Optional.of(weights.get(0)) : Optional.empty();
    }

    private static void gather(Node node, Passes code, Pass pass, Lowering to) {
        Tensor images = lanes(node.inputs().get(0), code, to);
        Tensor weight = to.plain(node.inputs().get(1));
        long[] dims = to.dims(node.name());
        Tensor inLanes = to.scratch(layout(code, dims, to));
        call(node, code, pass, images, weight, inLanes, to);
        Tensor result =
                to.write(node.name(), to.natives().tagged(dims[1] % BLOCK == 0 ? dnnl_nChw16c : dnnl_nhwc, dims));
        to.reorder(node.name() + " from lanes", inLanes, result);
    }

    private static Tensor lanes(String value, Passes code, Lowering to) {
        return to.read(value, layout(code, to.dims(value), to));
    }

    private static Layout layout(Passes code, long[] dims, Lowering to) {
        int tag = code.lanes() == 16 ? dnnl_Abcd16a : code.lanes() == 8 ? dnnl_Abcd8a : dnnl_Abcd4a;
        return to.natives().tagged(tag, dims);
    }

    private static void call(
            Node node, Passes code, Pass pass, Tensor first, Tensor second, Tensor result, Lowering to) {
        long blocks = (first.dims()[0] + code.lanes() - 1) / code.lanes();
        List<Tensor> operands = List.of(first, second, result);
        to.emit(new SparseCall(node.name() + " sparse", pass, operands, blocks), operands);
    }
}
