package dev.espalier.compile.training;

import dev.espalier.compile.kernel.Prelude;
import dev.espalier.compile.runtime.AddressedCall;
import dev.espalier.compile.runtime.KernelLibrary;
import dev.espalier.compile.runtime.Memory;
import dev.espalier.compile.target.Target;
import dev.espalier.compile.target.Toolchain;
import dev.espalier.engine.fast.SparseConvolutions;
import dev.espalier.model.op.Conv2d;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import org.nd4j.linalg.api.ndarray.INDArray;
import org.nd4j.nativeblas.NativeOpsHolder;

/** Compiles the convolutions of a network under masks, each when it is first asked for. */
final class LaneConvolutions implements SparseConvolutions {

    /** Of the weights of a layer; if more stay, the dense convolution is as fast, images being in the lanes that it wants. */
    private static final double MOST_KEPT = 0.5;

    /** Of distinct kernels; the code of a layer grows with them. */
    private static final int MOST_PATTERNS = 16;

    private final Map<String, INDArray> masks;
    private final Target target;
    private final Toolchain toolchain;
    private final Map<String, Optional<Passes>> known = new HashMap<>();

    /** @param masks by name of the weight */
    LaneConvolutions(Map<String, INDArray> masks, Toolchain toolchain, Target target) {
        this.masks = Map.copyOf(masks);
        this.toolchain = toolchain;
        this.target = target;
    }

    @Override
    public Optional<Passes> of(String weight, Conv2d op, int in, int out, int height, int width) {
        if (!masks.containsKey(weight) || !LaneConvolution.fits(op)) {
            return Optional.empty();
        }
        // A weight may be used on images of several sizes.
        return known.computeIfAbsent(weight + " " + height + "x" + width, any -> compile(weight, op, height, width));
    }

    private Optional<Passes> compile(String weight, Conv2d op, int height, int width) {
        KernelMasks masked = KernelMasks.of(masks.get(weight));
        int area = op.kernel().area();
        long all = (long) masked.out() * masked.in() * area;
        if (masked.kept() > MOST_KEPT * all || masked.patterns().length > MOST_PATTERNS || masked.kept() == 0) {
            return Optional.empty();
        }
        LaneConvolution conv =
                new LaneConvolution(masked.in(), masked.out(), height, width, op.kernel(), masked.patterns());
        // The same text for all layers of one shape, so that it is compiled once.
        List<String> kernels = List.of("conv_forward", "conv_input", "conv_weight");
        List<String> names = kernels.stream().map(kernel -> kernel + "_all").toList();
        StringBuilder text = new StringBuilder(Prelude.of(target) + TeamText.HEAD + LaneCode.of(conv, "conv"));
        kernels.forEach(kernel -> text.append(TeamText.of(kernel + "_all", kernel)));
        KernelLibrary library = KernelLibrary.of(toolchain, target, text.toString(), names.toArray(String[]::new));
        Memory byFilter = memory(masked.byFilter(area));
        Memory byChannel = memory(masked.byChannel(area));
        return Optional.of(new Passes(
                target.lanes(),
                pass(library, names.get(0), byFilter),
                pass(library, names.get(1), byChannel),
                pass(library, names.get(2), byFilter)));
    }

    private static Memory memory(int[] stream) {
        Memory memory = Memory.ofBytes((long) stream.length * Integer.BYTES);
        memory.bytes().asIntBuffer().put(stream);
        return memory;
    }

    /** The shares of the threads are written to different places, so that their number changes no bit. */
    private static Pass pass(KernelLibrary library, String name, Memory data) {
        AddressedCall call = library.addressed(name, 3, data);
        Memory count = Memory.ofBytes(Long.BYTES);
        return (first, second, result, blocks) -> {
            count.bytes().putLong(0, blocks);
            int threads = NativeOpsHolder.getInstance().getDeviceNativeOps().ompGetMaxThreads();
            call.run(0, threads, result, first, second, count.address());
        };
    }
}
