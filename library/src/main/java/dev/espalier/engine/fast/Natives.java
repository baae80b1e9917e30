package dev.espalier.engine.fast;

import static org.bytedeco.dnnl.global.dnnl.*;

import java.util.ArrayDeque;
import java.util.Deque;
import java.util.Optional;
import java.util.stream.LongStream;
import org.bytedeco.dnnl.dnnl_memory;
import org.bytedeco.dnnl.dnnl_memory_desc;
import org.bytedeco.dnnl.dnnl_primitive;
import org.bytedeco.dnnl.dnnl_primitive_attr;
import org.bytedeco.dnnl.dnnl_primitive_desc;
import org.bytedeco.javacpp.Pointer;

/** Makes the native objects of one program, holds on to them, and frees them with it. */
final class Natives implements AutoCloseable {

    private static final int FLOAT = dnnl_f32;

    private static final int[] IMAGE_ORDERS = {dnnl_nChw16c, dnnl_nChw8c, dnnl_nhwc};

    private final Deque<Runnable> frees = new ArrayDeque<>();

    /** Row order. */
    Layout plain(long... dims) {
        // oneDNN knows no scalars.
        long[] extents = dims.length == 0 ? new long[] {1} : dims;
        long[] strides = new long[extents.length];
        long stride = 1;
        for (int i = extents.length - 1; i >= 0; i--) {
            strides[i] = stride;
            stride *= extents[i];
        }
        return strided(extents, strides);
    }

    /** One number, with as many axes as the tensors it is combined with. */
    Layout single(int axes) {
        return plain(LongStream.generate(() -> 1).limit(axes).toArray());
    }

    /** Any distances between neighbours, in numbers. */
    Layout strided(long[] dims, long[] strides) {
        dnnl_memory_desc descriptor = new dnnl_memory_desc();
        OneDnn.check(
                dnnl_memory_desc_create_with_strides(descriptor, dims.length, dims, FLOAT, strides),
                "a strided layout");
        return own(dims, descriptor);
    }

    /** Whatever the primitive likes best: a wish, not the layout of a tensor. */
    Layout any(long... dims) {
        return tagged(dnnl_format_tag_any, dims);
    }

    /** One of oneDNN's named orders. */
    Layout tagged(int tag, long... dims) {
        dnnl_memory_desc descriptor = new dnnl_memory_desc();
        OneDnn.check(dnnl_memory_desc_create_with_tag(descriptor, dims.length, dims, FLOAT, tag), "a layout");
        return own(dims, descriptor);
    }

    /** The order another tensor has, for other extents; plain if it has none of oneDNN's usual ones. */
    Layout like(Layout layout, long... dims) {
        if (dims.length == layout.dims().length && dims.length == 4) {
            for (int tag : IMAGE_ORDERS) {
                if (tagged(tag, layout.dims()).same(layout)) {
                    return tagged(tag, dims);
                }
            }
        }
        return plain(dims);
    }

    /**
     * Images in one of the usual orders as plain [N, blocks, H, W, block]: the same bytes. oneDNN 3.8 copies strips of
     * images in blocks to the wrong places, but not strips of these.
     */
    Layout pixels(Layout images) {
        long[] dims = images.dims();
        if (tagged(dnnl_nhwc, dims).same(images)) {
            return plain(dims[0], 1, dims[2], dims[3], dims[1]);
        }
        for (int block : new int[] {8, 16}) {
            if (tagged(block == 8 ? dnnl_nChw8c : dnnl_nChw16c, dims).same(images)) {
                return plain(dims[0], (dims[1] + block - 1) / block, dims[2], dims[3], block);
            }
        }
        return plain(dims[0], dims[1], dims[2], dims[3], 1);
    }

    /** The same bytes under other extents, if no block or gap stands between. */
    Optional<Layout> reshaped(Layout layout, long... dims) {
        dnnl_memory_desc descriptor = new dnnl_memory_desc();
        int status = dnnl_memory_desc_reshape(descriptor, layout.descriptor(), dims.length, dims);
        return status == dnnl_success ? Optional.of(own(dims, descriptor)) : Optional.empty();
    }

    /** The same bytes with the axes in another order: axis i of the result is axis {@code order[i]} of the layout. */
    Layout transposed(Layout layout, int... order) {
        long[] dims = new long[order.length];
        int[] target = new int[order.length];
        for (int i = 0; i < order.length; i++) {
            dims[i] = layout.dims()[order[i]];
            target[order[i]] = i;
        }
        dnnl_memory_desc descriptor = new dnnl_memory_desc();
        OneDnn.check(
                dnnl_memory_desc_permute_axes(descriptor, layout.descriptor(), target), "the transpose of " + layout);
        return own(dims, descriptor);
    }

    /** A part of a tensor, if its order can be cut there. */
    Optional<Layout> part(Layout layout, long[] dims, long[] offsets) {
        dnnl_memory_desc descriptor = new dnnl_memory_desc();
        int status = dnnl_memory_desc_create_submemory(descriptor, layout.descriptor(), dims, offsets);
        return status == dnnl_success ? Optional.of(own(dims, descriptor)) : Optional.empty();
    }

    /** A part of a tensor in row order, with gaps or without. */
    Layout plainPart(Layout layout, long[] dims, long[] offsets) {
        return part(layout, dims, offsets)
                .orElseThrow(() -> new IllegalStateException("oneDNN does not cut " + layout));
    }

    private Layout own(long[] dims, dnnl_memory_desc descriptor) {
        frees.push(() -> dnnl_memory_desc_destroy(descriptor));
        return new Layout(dims.clone(), descriptor);
    }

    /** What a primitive descriptor settled on for one of its tensors, by query constant. */
    Layout chosen(dnnl_primitive_desc primitive, int tensor, long... dims) {
        dnnl_memory_desc descriptor = new dnnl_memory_desc();
        OneDnn.check(
                dnnl_memory_desc_clone(descriptor, dnnl_primitive_desc_query_md(primitive, tensor, 0)), "a layout");
        return own(dims, descriptor);
    }

    /** Takes over a primitive descriptor. */
    dnnl_primitive_desc own(dnnl_primitive_desc descriptor) {
        frees.push(() -> dnnl_primitive_desc_destroy(descriptor));
        return descriptor;
    }

    /** Empty attributes. */
    dnnl_primitive_attr attributes() {
        dnnl_primitive_attr attributes = new dnnl_primitive_attr();
        OneDnn.check(dnnl_primitive_attr_create(attributes), "attributes");
        frees.push(() -> dnnl_primitive_attr_destroy(attributes));
        return attributes;
    }

    dnnl_primitive primitive(dnnl_primitive_desc descriptor) {
        dnnl_primitive primitive = new dnnl_primitive();
        OneDnn.check(dnnl_primitive_create(primitive, descriptor), "a primitive");
        frees.push(() -> dnnl_primitive_destroy(primitive));
        return primitive;
    }

    dnnl_memory memory(Layout layout, Pointer address) {
        dnnl_memory memory = new dnnl_memory();
        OneDnn.check(dnnl_memory_create(memory, layout.descriptor(), OneDnn.ENGINE, address), "a memory object");
        frees.push(() -> dnnl_memory_destroy(memory));
        return memory;
    }

    @Override
    public void close() {
        while (!frees.isEmpty()) {
            frees.pop().run();
        }
    }
}
