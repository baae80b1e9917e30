package dev.espalier.kernel.bench;

import static org.bytedeco.dnnl.global.dnnl.*;

import java.util.ArrayList;
import java.util.List;
import org.bytedeco.dnnl.dnnl_engine;
import org.bytedeco.dnnl.dnnl_exec_arg_t;
import org.bytedeco.dnnl.dnnl_memory;
import org.bytedeco.dnnl.dnnl_memory_desc;
import org.bytedeco.dnnl.dnnl_post_ops;
import org.bytedeco.dnnl.dnnl_primitive;
import org.bytedeco.dnnl.dnnl_primitive_attr;
import org.bytedeco.dnnl.dnnl_primitive_desc;
import org.bytedeco.dnnl.dnnl_stream;
import org.bytedeco.javacpp.BytePointer;
import org.bytedeco.javacpp.Pointer;

/** A dense convolution with bias and rectifier by oneDNN, in the layouts it likes best, nothing reordered. */
final class PeerConvolution implements AutoCloseable {

    private static final int ALIGNMENT = 64;
    private static final dnnl_engine ENGINE = new dnnl_engine();
    private static final dnnl_stream STREAM = new dnnl_stream();

    static {
        check(dnnl_engine_create(ENGINE, dnnl_cpu, 0));
        check(dnnl_stream_create(STREAM, ENGINE, dnnl_stream_default_flags));
    }

    private final dnnl_primitive primitive = new dnnl_primitive();
    private final List<dnnl_memory> memories = new ArrayList<>();
    private final List<BytePointer> places = new ArrayList<>();
    private final dnnl_exec_arg_t arguments = new dnnl_exec_arg_t(4);

    PeerConvolution(LayerShape shape) {
        long out = shape.outSide();
        long perGroup = shape.channels() / shape.groups();
        dnnl_primitive_attr attributes = new dnnl_primitive_attr();
        dnnl_post_ops relu = new dnnl_post_ops();
        check(dnnl_primitive_attr_create(attributes));
        check(dnnl_post_ops_create(relu));
        check(dnnl_post_ops_append_eltwise(relu, dnnl_eltwise_relu, 0, 0));
        check(dnnl_primitive_attr_set_post_ops(attributes, relu));
        dnnl_primitive_desc description = new dnnl_primitive_desc();
        long[] stride = {shape.stride(), shape.stride()};
        long after = (out - 1) * shape.stride() + shape.kernel() - shape.side() - shape.padding();
        long[] kernel = shape.groups() == 1
                ? new long[] {shape.filters(), perGroup, shape.kernel(), shape.kernel()}
                : new long[] {shape.groups(), shape.filters() / shape.groups(), perGroup, shape.kernel(), shape.kernel()
                };
        check(dnnl_convolution_forward_primitive_desc_create(
                description,
                ENGINE,
                dnnl_forward_inference,
                dnnl_convolution_direct,
                any(1, shape.channels(), shape.side(), shape.side()),
                any(kernel),
                any(shape.filters()),
                any(1, shape.filters(), out, out),
                stride,
                new long[2],
                new long[] {shape.padding(), shape.padding()},
                new long[] {after, after},
                attributes));
        check(dnnl_primitive_create(primitive, description));
        int[] operands = {DNNL_ARG_SRC, DNNL_ARG_WEIGHTS, DNNL_ARG_BIAS, DNNL_ARG_DST};
        int[] queries = {dnnl_query_src_md, dnnl_query_weights_md, dnnl_query_weights_md, dnnl_query_dst_md};
        for (int i = 0; i < operands.length; i++) {
            dnnl_memory_desc layout =
                    dnnl_primitive_desc_query_md(description, queries[i], operands[i] == DNNL_ARG_BIAS ? 1 : 0);
            dnnl_memory memory = new dnnl_memory();
            long bytes = dnnl_memory_desc_get_size(layout);
            // Written once: pages that never were are all the same page of zeros, which stays in the cache.
            BytePointer place = new BytePointer(bytes + ALIGNMENT);
            Pointer.memset(place, 0, bytes + ALIGNMENT);
            place.position((ALIGNMENT - place.address() % ALIGNMENT) % ALIGNMENT);
            places.add(place);
            check(dnnl_memory_create(memory, layout, ENGINE, place));
            memories.add(memory);
            arguments.position(i).arg(operands[i]).memory(memory);
        }
        arguments.position(0);
        dnnl_primitive_desc_destroy(description);
        dnnl_post_ops_destroy(relu);
        dnnl_primitive_attr_destroy(attributes);
    }

    /** Computes it so many times. */
    void run(int times) {
        for (int i = 0; i < times; i++) {
            check(dnnl_primitive_execute(primitive, STREAM, memories.size(), arguments));
        }
    }

    private static dnnl_memory_desc any(long... dims) {
        dnnl_memory_desc layout = new dnnl_memory_desc();
        check(dnnl_memory_desc_create_with_tag(layout, dims.length, dims, dnnl_f32, dnnl_format_tag_any));
        return layout;
    }

    private static void check(int status) {
        if (status != dnnl_success) {
            throw new IllegalStateException("oneDNN refused a convolution with status " + status);
        }
    }

    @Override
    public void close() {
        dnnl_primitive_destroy(primitive);
        memories.forEach(memory -> dnnl_memory_destroy(memory));
        places.forEach(Pointer::deallocate);
    }
}
