package dev.espalier.engine.fast;

import static org.bytedeco.dnnl.global.dnnl.*;

import dev.espalier.model.Node;
import dev.espalier.model.op.AveragePool2d;
import dev.espalier.model.op.AveragePool2dGradient;
import dev.espalier.model.op.PadAxis;
import dev.espalier.model.op.Slice;
import java.util.Map;
import org.bytedeco.dnnl.dnnl_primitive_desc;

/**
 * Every n-th pixel under channels of zeros, the shortcut of a residual block that gains channels: a 1x1 convolution that
 * selects, with weights of zeros and ones. It reads and writes blocks of channels that a copy would have to take apart.
 */
final class SelectionRules {

    private static final long[] NOTHING = {0, 0};

    private SelectionRules() {}

    /** Pooling that only picks pixels, and zeros around the channels. */
    static void pad(Node pool, Node pad, Lowering to) {
        Tensor images = to.tensor(pool.inputs().get(0));
        Layout wide = to.natives().like(images.layout(), to.dims(pad.name()));
        int stride = ((AveragePool2d) pool.op()).stride().height();
        int before = ((PadAxis) pad.op()).before();
        dnnl_primitive_desc descriptor = forward(images.layout(), wide, stride, to.natives());
        Tensor weight = weight(pad.name(), descriptor, images.dims()[1], wide.dims()[1], before, to);
        Tensor result = to.write(pad.name(), wide);
        to.call(pad.name(), descriptor, Map.of(DNNL_ARG_SRC, images, DNNL_ARG_WEIGHTS, weight, DNNL_ARG_DST, result));
    }

    /** The way back: some of the channels, and zeros between the pixels. */
    static void gradient(Node slice, Node spread, Lowering to) {
        AveragePool2dGradient op = (AveragePool2dGradient) spread.op();
        Tensor upstream = to.tensor(slice.inputs().get(0));
        Layout images = to.natives().like(upstream.layout(), to.dims(spread.name()));
        int stride = op.pool().stride().height();
        dnnl_primitive_desc descriptor = new dnnl_primitive_desc();
        OneDnn.check(
                dnnl_convolution_backward_data_primitive_desc_create(
                        descriptor,
                        OneDnn.ENGINE,
                        dnnl_convolution_direct,
                        images.descriptor(),
                        any(images, upstream.layout(), to.natives()).descriptor(),
                        upstream.layout().descriptor(),
                        new long[] {stride, stride},
                        NOTHING,
                        NOTHING,
                        NOTHING,
                        forward(images, upstream.layout(), stride, to.natives()),
                        null),
                "a selection of channels");
        expectFast(to.natives().own(descriptor));
        int before = ((Slice) slice.op()).from();
        Tensor weight = weight(slice.name(), descriptor, images.dims()[1], upstream.dims()[1], before, to);
        Tensor result = to.write(spread.name(), images);
        to.call(
                spread.name(),
                descriptor,
                Map.of(DNNL_ARG_DIFF_DST, upstream, DNNL_ARG_WEIGHTS, weight, DNNL_ARG_DIFF_SRC, result));
    }

    private static dnnl_primitive_desc forward(Layout images, Layout wide, int stride, Natives natives) {
        dnnl_primitive_desc descriptor = new dnnl_primitive_desc();
        OneDnn.check(
                dnnl_convolution_forward_primitive_desc_create(
                        descriptor,
                        OneDnn.ENGINE,
                        dnnl_forward_training,
                        dnnl_convolution_direct,
                        images.descriptor(),
                        any(images, wide, natives).descriptor(),
                        null,
                        wide.descriptor(),
                        new long[] {stride, stride},
                        NOTHING,
                        NOTHING,
                        NOTHING,
                        null),
                "a selection of channels");
        return expectFast(natives.own(descriptor));
    }

    private static Layout any(Layout images, Layout wide, Natives natives) {
        return natives.any(wide.dims()[1], images.dims()[1], 1, 1);
    }

    private static dnnl_primitive_desc expectFast(dnnl_primitive_desc descriptor) {
        if (OneDnn.implementation(descriptor).startsWith("ref")) {
            throw new OneDnn.Unsupported("a fast selection of channels");
        }
        return descriptor;
    }

    /** [wide, narrow, 1, 1]: a one where channel {@code before + i} is channel i. */
    private static Tensor weight(
            String name, dnnl_primitive_desc descriptor, long narrow, long wide, int before, Lowering to) {
        Natives natives = to.natives();
        Tensor plain = to.constant(
                "selection of " + narrow + " of " + wide + " from " + before,
                wide * narrow,
                at -> at / narrow == before + at % narrow ? 1 : 0);
        Layout chosen = natives.chosen(descriptor, dnnl_query_weights_md, wide, narrow, 1, 1);
        Tensor weight = to.scratch(chosen);
        to.reorder(name + " selection", plain.as(natives.plain(wide, narrow, 1, 1)), weight);
        return weight;
    }
}
