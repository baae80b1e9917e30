package dev.espalier.engine.fast;

import static org.bytedeco.dnnl.global.dnnl.*;

import dev.espalier.model.Node;
import dev.espalier.model.op.PixelShuffle;
import dev.espalier.model.op.PixelUnshuffle;
import dev.espalier.model.op.Resize2d;
import dev.espalier.model.op.Resize2dGradient;
import java.util.Map;
import java.util.Optional;
import org.bytedeco.dnnl.dnnl_primitive_desc;

/** Images at another extent. oneDNN knows PyTorch's positions, but for aligned corners and the nearest of uneven steps. */
final class ResizeRules {

    private ResizeRules() {}

    static void resize(Resize2d op, Node node, Lowering to) {
        Tensor images = to.tensor(node.inputs().get(0));
        Layout result = to.natives().like(images.layout(), to.dims(node.name()));
        dnnl_primitive_desc descriptor = forward(op, images.layout(), result, to.natives());
        to.call(node.name(), descriptor, Map.of(DNNL_ARG_SRC, images, DNNL_ARG_DST, to.write(node.name(), result)));
    }

    private static dnnl_primitive_desc forward(Resize2d op, Layout images, Layout result, Natives natives) {
        dnnl_primitive_desc descriptor = new dnnl_primitive_desc();
        OneDnn.check(
                dnnl_resampling_forward_primitive_desc_create(
                        descriptor,
                        OneDnn.ENGINE,
                        dnnl_forward_training,
                        algorithm(op, images.dims()),
                        (float[]) null,
                        images.descriptor(),
                        result.descriptor(),
                        null),
                op.toString());
        return natives.own(descriptor);
    }

    private static int algorithm(Resize2d op, long[] images) {
        boolean even = op.size().height() % images[2] == 0 && op.size().width() % images[3] == 0;
        // oneDNN 3.8 reads beyond a single pixel.
        boolean single = images[2] == 1 || images[3] == 1;
        if (op.alignCorners() || (op.mode() == Resize2d.Mode.NEAREST ? !even : single)) {
            throw new OneDnn.Unsupported(op.toString());
        }
        return op.mode() == Resize2d.Mode.NEAREST ? dnnl_resampling_nearest : dnnl_resampling_linear;
    }

    static void gradient(Resize2dGradient op, Node node, Lowering to) {
        Tensor upstream = to.tensor(node.inputs().get(0));
        Layout images = to.natives().like(upstream.layout(), to.dims(node.name()));
        dnnl_primitive_desc descriptor = new dnnl_primitive_desc();
        OneDnn.check(
                dnnl_resampling_backward_primitive_desc_create(
                        descriptor,
                        OneDnn.ENGINE,
                        algorithm(op.resize(), images.dims()),
                        (float[]) null,
                        images.descriptor(),
                        upstream.layout().descriptor(),
                        forward(op.resize(), images, upstream.layout(), to.natives()),
                        null),
                op.toString());
        to.natives().own(descriptor);
        to.call(
                node.name(),
                descriptor,
                Map.of(DNNL_ARG_DIFF_DST, upstream, DNNL_ARG_DIFF_SRC, to.write(node.name(), images)));
    }

    /** [N, C, r, r, H, W] as [N, C, H, r, W, r]. */
    static void shuffle(PixelShuffle op, Node node, Lowering to) {
        long[] dims = to.dims(node.inputs().get(0));
        int r = op.factor();
        long[] blocks = {dims[0], dims[1] / r / r, r, r, dims[2], dims[3]};
        rearrange(node, blocks, new int[] {0, 1, 4, 2, 5, 3}, to);
    }

    /** [N, C, H, r, W, r] as [N, C, r, r, H, W]. */
    static void unshuffle(PixelUnshuffle op, Node node, Lowering to) {
        long[] dims = to.dims(node.inputs().get(0));
        int r = op.factor();
        long[] blocks = {dims[0], dims[1], dims[2] / r, r, dims[3] / r, r};
        rearrange(node, blocks, new int[] {0, 1, 3, 5, 2, 4}, to);
    }

    private static void rearrange(Node node, long[] blocks, int[] order, Lowering to) {
        Natives natives = to.natives();
        String input = node.inputs().get(0);
        Tensor seen = to.seen(input);
        Optional<Layout> view = natives.reshaped(seen.layout(), blocks);
        Tensor from = view.map(seen::as).orElseGet(() -> to.plain(input).as(natives.plain(blocks)));
        Layout rearranged = natives.transposed(from.layout(), order);
        Tensor result = to.write(node.name(), natives.plain(to.dims(node.name())));
        to.reorder(node.name(), from.as(rearranged), result.as(natives.plain(rearranged.dims())));
    }
}
