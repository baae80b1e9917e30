package dev.espalier.engine.fast;

import static org.bytedeco.dnnl.global.dnnl.dnnl_memory_set_data_handle;

import dev.espalier.model.op.Shape;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import org.bytedeco.dnnl.dnnl_memory;
import org.bytedeco.javacpp.BytePointer;
import org.bytedeco.javacpp.FloatPointer;
import org.bytedeco.javacpp.Pointer;
import org.bytedeco.javacpp.indexer.FloatIndexer;
import org.nd4j.linalg.api.buffer.DataType;
import org.nd4j.linalg.api.ndarray.INDArray;
import org.nd4j.linalg.factory.Nd4j;

/** Where the tensors of a program lie: in its arena, or in the arrays fed to the current run. */
final class Places {

    private final Natives natives;
    private final BytePointer arena;
    private final Map<Tensor, dnnl_memory> memories = new HashMap<>();
    private final Map<View, INDArray> arrays = new HashMap<>();
    private final Map<String, Fed> fed = new HashMap<>();

    private record View(Tensor tensor, Shape shape) {}

    /** What was fed under a name, and everything that points to it. */
    private static final class Fed {
        INDArray array;
        Pointer address = new Pointer();
        final List<dnnl_memory> memories = new ArrayList<>();
    }

    /** @param arena aligned, large enough for all offsets */
    Places(Natives natives, BytePointer arena) {
        this.natives = natives;
        this.arena = arena;
    }

    /** Whether this very array was fed last time. */
    boolean isFed(String name, INDArray array) {
        Fed place = fed.get(name);
        return place != null && place.array == array;
    }

    /** What was fed last. */
    INDArray fed(String name) {
        return fed.get(name).array;
    }

    /** Takes a fed array; it must stay alive until the run is over. */
    void feed(String name, INDArray array) {
        Fed place = fed.computeIfAbsent(name, any -> new Fed());
        place.array = array;
        Pointer address = array.data().addressPointer();
        if (address.address() != place.address.address()) {
            place.memories.forEach(memory ->
                    OneDnn.check(dnnl_memory_set_data_handle(memory, address), "the address of '" + name + "'"));
        }
        place.address = address;
    }

    Pointer address(Storage storage) {
        return storage.isFed() ? fed(storage).address : arena.getPointer(storage.offset);
    }

    /** oneDNN's handle of a tensor; follows what is fed. */
    dnnl_memory memory(Tensor tensor) {
        return memories.computeIfAbsent(tensor, any -> {
            dnnl_memory memory = natives.memory(tensor.layout(), address(tensor.storage()));
            if (tensor.storage().isFed()) {
                fed(tensor.storage()).memories.add(memory);
            }
            return memory;
        });
    }

    private Fed fed(Storage storage) {
        return fed.computeIfAbsent(storage.fed, any -> new Fed());
    }

    /** A plain tensor as an array; oneDNN knows no scalars, so the shape is not always that of the layout. */
    INDArray array(Tensor tensor, Shape shape) {
        if (tensor.storage().isFed()) {
            return fed(tensor.storage()).array;
        }
        return arrays.computeIfAbsent(new View(tensor, shape), any -> {
            long length = tensor.layout().length();
            FloatPointer memory = new FloatPointer(address(tensor.storage())).capacity(length);
            return Nd4j.create(
                    Nd4j.createBuffer(memory, DataType.FLOAT, length, FloatIndexer.create(memory)), shape.toArray());
        });
    }
}
