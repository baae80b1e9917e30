package dev.espalier.engine.fast;

import dev.espalier.model.Node;
import dev.espalier.model.op.Concat;
import dev.espalier.model.op.Dropout;
import dev.espalier.model.op.Flatten;
import dev.espalier.model.op.PadAxis;
import dev.espalier.model.op.Reshape;
import dev.espalier.model.op.Slice;
import dev.espalier.model.op.StopGradient;
import dev.espalier.model.op.StraightThrough;
import dev.espalier.model.op.Transpose;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;

/** Operators that move numbers or only look at them otherwise. */
final class LayoutRules {

    private LayoutRules() {}

    static void flatten(Flatten op, Node node, Lowering to) {
        reshaped(node, to);
    }

    static void reshape(Reshape op, Node node, Lowering to) {
        reshaped(node, to);
    }

    /** Row order stays what it is. */
    private static void reshaped(Node node, Lowering to) {
        String input = node.inputs().get(0);
        long[] dims = to.dims(node.name());
        Optional<Layout> view =
                to.isView(input) ? to.natives().reshaped(to.seen(input).layout(), dims) : Optional.empty();
        if (view.isPresent()) {
            to.view(node.name(), to.seen(input).as(view.get()));
        } else {
            to.place(node.name(), to.plain(input).as(to.natives().plain(dims)));
        }
    }

    static void transpose(Transpose op, Node node, Lowering to) {
        Tensor x = to.seen(node.inputs().get(0));
        int[] order = op.permutation().stream().mapToInt(axis -> axis).toArray();
        to.view(node.name(), x.as(to.natives().transposed(x.layout(), order)));
    }

    static void slice(Slice op, Node node, Lowering to) {
        String input = node.inputs().get(0);
        long[] dims = to.dims(node.name());
        long[] from = new long[dims.length];
        from[op.axis()] = op.from();
        Tensor x = to.seen(input);
        Optional<Layout> part = to.natives().part(x.layout(), dims, from);
        if (part.isPresent()) {
            to.view(node.name(), x.as(part.get()));
        } else {
            Tensor plain = to.plain(input);
            to.view(node.name(), plain.as(to.natives().plainPart(plain.layout(), dims, from)));
        }
    }

    static void concat(Concat op, Node node, Lowering to) {
        concat(op.axis(), node.inputs(), node.name(), to);
    }

    /** Tensors one behind the other. */
    static void concat(int axis, List<String> inputs, String result, Lowering to) {
        List<Integer> starts = new ArrayList<>();
        int end = 0;
        for (String input : inputs) {
            starts.add(end);
            end += (int) to.dims(input)[axis];
        }
        join(axis, inputs, starts, result, false, to);
    }

    /** Zeros around a tensor. */
    static void pad(PadAxis op, Node node, Lowering to) {
        join(op.axis(), node.inputs(), List.of(op.before()), node.name(), true, to);
    }

    /** Writes tensors into a larger one, in the layout of the first if that can be cut there. */
    private static void join(
            int axis, List<String> inputs, List<Integer> starts, String result, boolean zeros, Lowering to) {
        Natives natives = to.natives();
        long[] dims = to.dims(result);
        Layout whole = natives.like(to.seen(inputs.get(0)).layout(), dims);
        Optional<List<Layout>> parts = parts(axis, whole, inputs, starts, to);
        if (parts.isEmpty()) {
            whole = natives.plain(dims);
            parts = parts(axis, whole, inputs, starts, to);
        }
        Tensor y = to.write(result, whole);
        if (zeros) {
            to.emit(new Clearing(result, y), List.of(y));
        }
        for (int i = 0; i < inputs.size(); i++) {
            to.reorder(result, to.seen(inputs.get(i)), y.as(parts.orElseThrow().get(i)));
        }
    }

    private static Optional<List<Layout>> parts(
            int axis, Layout whole, List<String> inputs, List<Integer> starts, Lowering to) {
        List<Layout> parts = new ArrayList<>();
        for (int i = 0; i < inputs.size(); i++) {
            long[] from = new long[whole.dims().length];
            from[axis] = starts.get(i);
            to.natives().part(whole, to.dims(inputs.get(i)), from).ifPresent(parts::add);
        }
        return parts.size() == inputs.size() ? Optional.of(parts) : Optional.empty();
    }

    /** Without {@link dev.espalier.engine.TrainingForm} nothing is dropped. */
    static void dropout(Dropout op, Node node, Lowering to) {
        alias(node.inputs().get(0), node, to);
    }

    static void stopGradient(StopGradient op, Node node, Lowering to) {
        alias(node.inputs().get(0), node, to);
    }

    static void straightThrough(StraightThrough op, Node node, Lowering to) {
        alias(node.inputs().get(1), node, to);
    }

    private static void alias(String input, Node node, Lowering to) {
        if (to.isView(input)) {
            to.view(node.name(), to.seen(input));
        } else {
            to.place(node.name(), to.tensor(input));
        }
    }
}
