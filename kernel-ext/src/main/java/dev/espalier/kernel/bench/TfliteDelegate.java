package dev.espalier.kernel.bench;

import dev.espalier.compile.runtime.AddressedCall;
import dev.espalier.compile.runtime.KernelLibrary;
import dev.espalier.compile.runtime.Memory;
import dev.espalier.compile.target.Target;
import dev.espalier.compile.target.Toolchain;
import dev.espalier.compile.target.ToolchainException;
import org.bytedeco.javacpp.Loader;
import org.bytedeco.javacpp.Pointer;
import org.bytedeco.tensorflowlite.TfLiteDelegate;
import org.bytedeco.tensorflowlite.global.tensorflowlite;

/**
 * XNNPACK for networks in integers. What TensorFlow Lite chooses by itself leaves their operators to slower code unless it
 * was built otherwise, and the function that takes options ({@code tensorflow/lite/delegates/xnnpack/xnnpack_delegate.h})
 * has no Java method, so generated code calls it.
 */
final class TfliteDelegate implements AutoCloseable {

    /** TFLITE_XNNPACK_DELEGATE_FLAG_QS8 and _QU8: integers with and without a sign. */
    private static final int FLAGS = 3;

    /** Of the options, of which the first two are the number of threads and the flags, and others may be 0. */
    private static final int OPTIONS_BYTES = 256;

    /** Calls the function that the first input points to with the address of the second. */
    private static final String CALL =
            """
            static void call_with(const float *const *in, float *out, const char *data, float *scratch, int part,
                                  int parts) {
              *(void **)out = ((void *(*)(const void *))in[0])(in[1]);
            }
            """;

    private final AddressedCall call;
    private final Memory nothing = Memory.ofBytes(0);
    private final Memory result = Memory.ofBytes(Long.BYTES);
    private final long delegate;

    /**
     * Makes it.
     *
     * @throws UnsupportedOperationException if there is no compiler, or no such function
     */
    TfliteDelegate(int threads) {
        Target host = Target.host();
        try {
            call = KernelLibrary.of(Toolchain.of(host), host, CALL, "call_with").addressed("call_with", 2, nothing);
        } catch (ToolchainException missing) {
            throw new UnsupportedOperationException("TensorFlow Lite takes integers to XNNPACK by a function that only"
                    + " C can call: " + missing.getMessage());
        }
        // The virtual machine loads libraries so that nobody else finds what they hold.
        Loader.loadGlobal(Loader.load(tensorflowlite.class));
        try (Memory options = Memory.ofBytes(OPTIONS_BYTES)) {
            options.bytes().asIntBuffer().put(threads).put(FLAGS);
            delegate = call("TfLiteXNNPackDelegateCreate", options.address());
        }
        if (delegate == 0) {
            throw new UnsupportedOperationException("TensorFlow Lite could not make XNNPACK ready");
        }
    }

    private long call(String function, long argument) {
        Pointer address = Loader.addressof(function);
        if (address == null) {
            throw new UnsupportedOperationException("this TensorFlow Lite has no function " + function);
        }
        call.run(0, 1, result.address(), address.address(), argument);
        return result.bytes().getLong(0);
    }

    /** As the interpreter takes it. */
    TfLiteDelegate delegate() {
        return new TfLiteDelegate(new Address(delegate));
    }

    private static final class Address extends Pointer {
        Address(long address) {
            this.address = address;
        }
    }

    @Override
    public void close() {
        call("TfLiteXNNPackDelegateDelete", delegate);
        call.close();
        result.close();
        nothing.close();
    }
}
