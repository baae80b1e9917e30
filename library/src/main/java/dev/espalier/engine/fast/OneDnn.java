package dev.espalier.engine.fast;

import static org.bytedeco.dnnl.global.dnnl.dnnl_cpu;
import static org.bytedeco.dnnl.global.dnnl.dnnl_engine_create;
import static org.bytedeco.dnnl.global.dnnl.dnnl_out_of_memory;
import static org.bytedeco.dnnl.global.dnnl.dnnl_primitive_desc_query;
import static org.bytedeco.dnnl.global.dnnl.dnnl_query_impl_info_str;
import static org.bytedeco.dnnl.global.dnnl.dnnl_stream_create;
import static org.bytedeco.dnnl.global.dnnl.dnnl_stream_default_flags;
import static org.bytedeco.dnnl.global.dnnl.dnnl_success;
import static org.bytedeco.dnnl.global.dnnl.dnnl_unimplemented;

import dev.espalier.engine.NativeBackend;
import org.bytedeco.dnnl.dnnl_engine;
import org.bytedeco.dnnl.dnnl_primitive_desc;
import org.bytedeco.dnnl.dnnl_stream;
import org.bytedeco.javacpp.BytePointer;
import org.bytedeco.javacpp.PointerPointer;

/** The native library: one engine (the CPU) and one stream (calls return when the work is done). */
final class OneDnn {

    static final dnnl_engine ENGINE = new dnnl_engine();
    static final dnnl_stream STREAM = new dnnl_stream();

    static {
        NativeBackend.select();
        check(dnnl_engine_create(ENGINE, dnnl_cpu, 0), "the CPU engine");
        check(dnnl_stream_create(STREAM, ENGINE, dnnl_stream_default_flags), "the stream");
    }

    private OneDnn() {}

    /**
     * Passes if the library accepted a call.
     *
     * @param what the call was about, for the message
     * @throws Unsupported if it has no implementation for these shapes
     */
    static void check(int status, String what) {
        if (status == dnnl_success) {
            return;
        }
        if (status == dnnl_unimplemented) {
            throw new Unsupported(what);
        }
        if (status == dnnl_out_of_memory) {
            throw new OutOfMemoryError("no native memory for " + what);
        }
        throw new IllegalStateException("oneDNN refused " + what + " with status " + status);
    }

    /** How the library would do it, such as {@code jit:avx512_core}; {@code ref} is slow. */
    static String implementation(dnnl_primitive_desc descriptor) {
        try (PointerPointer<BytePointer> text = new PointerPointer<>(1)) {
            check(dnnl_primitive_desc_query(descriptor, dnnl_query_impl_info_str, 0, text), "a name");
            return text.get(BytePointer.class, 0).getString();
        }
    }

    /** The library has no implementation; the reference kernel takes over. */
    static final class Unsupported extends RuntimeException {

        private static final long serialVersionUID = 1;

        Unsupported(String what) {
            super("oneDNN has no implementation of " + what, null, false, false);
        }
    }
}
