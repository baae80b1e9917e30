package dev.espalier.engine.fast;

import dev.espalier.engine.ReferenceKernels;
import dev.espalier.model.Graph;
import dev.espalier.model.Nearest;
import dev.espalier.progress.Cancellation;
import java.util.HashMap;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.concurrent.CancellationException;
import org.bytedeco.javacpp.BytePointer;
import org.bytedeco.javacpp.Pointer;
import org.nd4j.linalg.api.ndarray.INDArray;

/** A graph compiled for one batch size: instructions, and the memory they work in. */
final class Program implements AutoCloseable {

    private final Graph graph;
    private final int batch;
    private final Natives natives = new Natives();
    private final List<Instruction> instructions;
    private final Map<String, Tensor> outputs;
    private final Map<String, INDArray> arrays = new HashMap<>();
    private final long bytes;
    private final BytePointer memory;
    private final Places places;

    Program(Graph graph, int batch, ReferenceKernels kernels, SparseConvolutions sparse) {
        this.graph = graph;
        this.batch = batch;
        Lowering lowering = new Lowering(graph, batch, natives, kernels, sparse);
        lowering.lower(Fusion.groups(graph));
        instructions = lowering.instructions();
        outputs = lowering.outputs();
        bytes = Arena.pack(lowering.storages());
        MemoryLimit.check(bytes, batch);
        memory = new BytePointer(bytes + Arena.ALIGNMENT);
        places = new Places(natives, memory.getPointer(Math.floorMod(-memory.address(), Arena.ALIGNMENT)));
        instructions.forEach(instruction -> instruction.bind(places));
    }

    Map<String, INDArray> run(Map<String, INDArray> feeds, Map<String, INDArray> into, Cancellation cancellation) {
        for (String output : into.keySet()) {
            if (!outputs.containsKey(output)) {
                throw new IllegalArgumentException("there is no output '" + output + "' to write to an array"
                        + Nearest.hint(output, outputs.keySet()));
            }
        }
        feed(feeds);
        for (Instruction instruction : instructions) {
            if (cancellation.requested()) {
                throw new CancellationException("stopped before " + instruction.name());
            }
            instruction.run();
        }
        Map<String, INDArray> results = new LinkedHashMap<>();
        outputs.forEach((name, tensor) -> results.put(name, deliver(name, tensor, into.get(name))));
        return results;
    }

    private void feed(Map<String, INDArray> feeds) {
        feeds.forEach((name, array) -> {
            if (!places.isFed(name, array)) {
                places.feed(name, isOwn(array) ? array.dup() : array);
            }
        });
    }

    /** Whether an array is a result of an earlier run, which this one writes over. */
    private boolean isOwn(INDArray array) {
        long distance = array.data().addressPointer().address() - memory.address();
        return distance >= 0 && distance < memory.capacity();
    }

    private INDArray deliver(String name, Tensor tensor, INDArray target) {
        if (target == null) {
            return tensor.storage().isFed()
                    ? places.fed(name)
                    : arrays.computeIfAbsent(name, any -> array(name, tensor));
        }
        Pointer.memcpy(
                target.data().addressPointer(),
                places.address(tensor.storage()),
                tensor.layout().length() * Float.BYTES);
        return target;
    }

    private INDArray array(String name, Tensor tensor) {
        return places.array(tensor, graph.node(name).shape().withBatch(batch));
    }

    /** The time each instruction takes in one run, in nanoseconds, by name. */
    Map<String, Long> profile(Map<String, INDArray> feeds) {
        feed(feeds);
        Map<String, Long> times = new LinkedHashMap<>();
        for (Instruction instruction : instructions) {
            long begin = System.nanoTime();
            instruction.run();
            times.merge(instruction.name(), System.nanoTime() - begin, Long::sum);
        }
        return times;
    }

    /** The memory the program works in, in bytes. */
    long bytes() {
        return bytes;
    }

    @Override
    public void close() {
        natives.close();
        memory.deallocate();
    }
}
