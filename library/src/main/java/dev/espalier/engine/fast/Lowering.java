package dev.espalier.engine.fast;

import static org.bytedeco.dnnl.global.dnnl.DNNL_ARG_DST;
import static org.bytedeco.dnnl.global.dnnl.DNNL_ARG_SRC;
import static org.bytedeco.dnnl.global.dnnl.dnnl_reorder_primitive_desc_create;

import dev.espalier.engine.ReferenceKernels;
import dev.espalier.model.Graph;
import dev.espalier.model.Node;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.HashMap;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.function.LongToDoubleFunction;
import org.bytedeco.dnnl.dnnl_primitive_desc;

/**
 * Turns a graph into instructions, group by group: knows which value lies where in which layout, and reorders it where a
 * primitive wants another one.
 */
final class Lowering {

    private final Graph graph;
    private final int batch;
    private final Natives natives;
    private final ReferenceKernels kernels;
    private final SparseConvolutions sparse;
    private final List<Instruction> instructions = new ArrayList<>();
    private final List<Storage> storages = new ArrayList<>();
    /** A value's tensors: as it was written, then copies in other layouts. */
    private final Map<String, List<Tensor>> tensors = new HashMap<>();

    /** Values that are another look at a tensor, with gaps or out of order, until somebody needs them in a place of their own. */
    private final Map<String, Tensor> views = new HashMap<>();

    private final Map<String, Tensor> outputs = new LinkedHashMap<>();
    private final Uses uses = new Uses();
    private final Map<String, Tensor> constants = new HashMap<>();
    private final Map<String, Object> kept = new HashMap<>();
    private int current;

    Lowering(Graph graph, int batch, Natives natives, ReferenceKernels kernels, SparseConvolutions sparse) {
        this.graph = graph;
        this.batch = batch;
        this.natives = natives;
        this.kernels = kernels;
        this.sparse = sparse;
        for (Node node : graph.inputs()) {
            place(node.name(), fed(node));
        }
        for (Node node : graph.parameters()) {
            place(node.name(), fed(node));
        }
    }

    private Tensor fed(Node node) {
        Layout layout = natives.plain(dims(node.name()));
        return new Tensor(Storage.fed(node.name(), layout.bytes()), layout);
    }

    /** Lowers everything; afterwards the outputs are plain and stay. */
    void lower(List<Group> groups) {
        uses.plan(graph, groups);
        for (current = 0; current < groups.size(); current++) {
            Group group = groups.get(current);
            try {
                group.rule().lower(this);
            } catch (OneDnn.Unsupported without) {
                group.nodes().forEach(this::alone);
            }
        }
        for (Node output : graph.outputs()) {
            Tensor tensor = ownPlain(output);
            outputs.put(output.name(), tensor);
            tensor.storage().stay();
        }
    }

    /** An output must not be a view of what the caller fed and may change. */
    private Tensor ownPlain(Node output) {
        Tensor tensor = plain(output.name());
        boolean isFeed = tensor.storage().fed.equals(output.name());
        if (!tensor.storage().isFed() || isFeed) {
            return tensor;
        }
        Tensor copy = scratch(tensor.layout());
        reorder(output.name(), tensor, copy);
        return copy;
    }

    private void alone(Node node) {
        try {
            Rules.of(node).lower(this);
        } catch (OneDnn.Unsupported without) {
            reference(node);
        }
    }

    /** A call of the reference kernel. */
    void reference(Node node) {
        List<KernelCall.Operand> inputs = node.inputs().stream()
                .map(input -> operand(input, plain(input)))
                .toList();
        Tensor result = write(node.name(), natives.plain(dims(node.name())));
        KernelCall call = new KernelCall(node, inputs, operand(node.name(), result), kernels);
        emit(call, call.tensors());
    }

    private KernelCall.Operand operand(String value, Tensor tensor) {
        return new KernelCall.Operand(tensor, graph.node(value).shape().withBatch(batch));
    }

    Natives natives() {
        return natives;
    }

    Graph graph() {
        return graph;
    }

    /** Code for convolutions by weights that are partly zero. */
    SparseConvolutions sparse() {
        return sparse;
    }

    /** A value's extents, with the batch filled in; [1] for a scalar. */
    long[] dims(String value) {
        long[] dims = graph.node(value).shape().withBatch(batch).toArray();
        return dims.length == 0 ? new long[] {1} : dims;
    }

    /** A value as it lies, in an order without gaps. */
    Tensor tensor(String value) {
        List<Tensor> places = tensors.get(value);
        if (places != null) {
            return places.get(0);
        }
        if (!views.containsKey(value)) {
            throw new IllegalStateException("'" + value + "' is read before it is computed");
        }
        return plain(value);
    }

    /** A value as it lies, even if that is a part of something larger. */
    Tensor seen(String value) {
        return isView(value) ? views.get(value) : tensor(value);
    }

    boolean isView(String value) {
        return views.containsKey(value) && !tensors.containsKey(value);
    }

    /** States that a value is what a tensor looks like from another side; it is copied for those who cannot read it so. */
    void view(String value, Tensor tensor) {
        if (tensor.layout().same(natives.plain(tensor.dims()))) {
            place(value, tensor);
        } else {
            views.put(value, tensor);
            uses.hold(tensor.storage(), value);
        }
    }

    /** A value in row order. */
    Tensor plain(String value) {
        return read(value, natives.plain(dims(value)));
    }

    /** A value in some layout, which may have other extents of the same order if the value lies plain. */
    Tensor read(String value, Layout wanted) {
        Tensor source = seen(value);
        for (Tensor place : tensors.getOrDefault(value, List.of())) {
            if (place.layout().same(wanted)) {
                return place;
            }
        }
        if (!Arrays.equals(source.dims(), wanted.dims())) {
            source = plain(value).as(natives.plain(wanted.dims()));
        }
        if (source.layout().same(wanted)) {
            return source;
        }
        Tensor copy = scratch(wanted);
        reorder(value, source, copy);
        return place(value, copy);
    }

    /** Copies a tensor into another layout. */
    void reorder(String what, Tensor from, Tensor to) {
        reorder(what, from, to, new PostOps(natives));
    }

    /** Copies a tensor into another layout, and more. */
    void reorder(String what, Tensor from, Tensor to, PostOps after) {
        dnnl_primitive_desc descriptor = new dnnl_primitive_desc();
        OneDnn.check(
                dnnl_reorder_primitive_desc_create(
                        descriptor,
                        from.layout().descriptor(),
                        OneDnn.ENGINE,
                        to.layout().descriptor(),
                        OneDnn.ENGINE,
                        after.attributes()),
                "a reorder of '" + what + "'");
        call(what + " reorder", natives.own(descriptor), Map.of(DNNL_ARG_SRC, from, DNNL_ARG_DST, to));
    }

    /** New memory for a value of the current group. */
    Tensor write(String value, Layout layout) {
        return place(value, scratch(layout));
    }

    /**
     * Memory for a value that is computed number by number from another one: the other one's, if nobody needs it any
     * more.
     */
    Tensor writeOver(String value, String other, Tensor place) {
        boolean free = place.equals(tensor(other)) && uses.isFreeAfter(current, place.storage());
        return free ? place(value, place) : write(value, place.layout());
    }

    /** Memory for a value that is computed number by number from two others. */
    Tensor writeOver(String value, String a, Tensor placeOfA, String b, Tensor placeOfB) {
        boolean overSecond = !placeOfA.equals(placeOfB)
                && placeOfB.equals(tensor(b))
                && uses.isFreeAfter(current, placeOfB.storage())
                && !uses.isFreeAfter(current, placeOfA.storage());
        return overSecond ? place(value, placeOfB) : writeOver(value, a, placeOfA);
    }

    /** States that a value is the same bytes as a tensor. */
    Tensor place(String value, Tensor tensor) {
        tensors.computeIfAbsent(value, any -> new ArrayList<>()).add(tensor);
        uses.hold(tensor.storage(), value);
        return tensor;
    }

    /** Memory for something between primitives. */
    Tensor scratch(Layout layout) {
        Storage storage = Storage.own(layout.bytes());
        storages.add(storage);
        return new Tensor(storage, layout);
    }

    /** Adds a call of a primitive. */
    void call(String name, dnnl_primitive_desc descriptor, Map<Integer, Tensor> operands) {
        String full = name + " " + OneDnn.implementation(descriptor);
        emit(new PrimitiveCall(full, natives.primitive(descriptor), Map.copyOf(operands)), operands.values());
    }

    /** A vector that holds one number everywhere. */
    Tensor constant(float number, long length) {
        return constant(number + " x " + length, length, position -> number);
    }

    /** A vector that is the same in every run. */
    Tensor constant(String what, long length, LongToDoubleFunction numbers) {
        return constants.computeIfAbsent(what, any -> {
            Tensor tensor = scratch(natives.plain(length));
            tensor.storage().touchedBy(0);
            tensor.storage().stay();
            instructions.add(new Filling(what, tensor, numbers));
            return tensor;
        });
    }

    /** Adds a loop over plain tensors. */
    void loop(String name, List<Tensor> operands, LoopCall.Loop loop) {
        emit(new LoopCall(name, operands, loop), operands);
    }

    /** Adds an instruction. */
    void emit(Instruction instruction, Iterable<Tensor> touched) {
        touched.forEach(tensor -> tensor.storage().touchedBy(instructions.size()));
        instructions.add(instruction);
    }

    /** Keeps something for the backward pass; its tensors are never written over. */
    void keep(String key, Object something, Tensor... contents) {
        kept.put(key, something);
        for (Tensor content : contents) {
            content.storage().kept = true;
        }
    }

    /** What was kept. */
    <T> Optional<T> kept(String key, Class<T> type) {
        return Optional.ofNullable(kept.get(key)).map(type::cast);
    }

    /** The graph's outputs, plain. */
    Map<String, Tensor> outputs() {
        return outputs;
    }

    List<Instruction> instructions() {
        return instructions;
    }

    /** Everything that needs memory of the program's own. */
    List<Storage> storages() {
        return storages.stream().filter(storage -> storage.last >= 0).toList();
    }
}
