package dev.espalier.onnx;

import dev.espalier.model.op.Add;
import dev.espalier.model.op.Affine;
import dev.espalier.model.op.Concat;
import dev.espalier.model.op.Multiply;
import dev.espalier.model.op.Reshape;
import dev.espalier.model.op.Shape;
import dev.espalier.model.op.Slice;
import dev.espalier.model.op.Transpose;
import dev.espalier.model.op.Value;
import dev.espalier.onnx.Operators.Registry;
import dev.espalier.onnx.Tensor.Kind;
import java.util.ArrayList;
import java.util.Collections;
import java.util.List;

/** Recurrent layers over sequences of known length, written out step by step. */
final class RecurrentImports {

    /** Each step is a dozen nodes. */
    private static final int MOST_STEPS = 512;

    private RecurrentImports() {}

    static void register(Registry registry) {
        registry.accept("GRU", call -> layer(call, 3, List.of("Sigmoid", "Tanh"), RecurrentImports::gru));
        registry.accept("LSTM", call -> layer(call, 4, List.of("Sigmoid", "Tanh", "Tanh"), RecurrentImports::lstm));
        registry.accept("RNN", call -> layer(call, 1, List.of("Tanh"), RecurrentImports::plain));
    }

    /**
     * What passes from one step to the next.
     *
     * @param output [N, hidden]; null before the first step where it is zero
     * @param cell of an LSTM
     */
    private record State(Value output, Value cell) {}

    /** One step, given what all steps calculate of the sequence, and which one it is. */
    private interface Step {
        State next(Recurrence layer, Value inputs, int time, State state);
    }

    private static void layer(Call call, int gates, List<String> defaults, Step step) {
        Attributes attributes = call.attributes();
        for (String unread : List.of("clip", "activation_alpha", "activation_beta")) {
            if (attributes.has(unread)) {
                throw new OnnxException("has the attribute '" + unread + "', which cannot be read");
            }
        }
        if (attributes.flag("input_forget", false)) {
            throw new OnnxException("couples its input and forget gates, which cannot be read");
        }
        boolean itemsFirst = attributes.flag("layout", false);
        Value x = call.value(0);
        if (x.shape().rank() != 3) {
            throw new OnnxException("works on " + x.shape() + "; sequences of vectors are expected");
        }
        Value sequence = itemsFirst ? x : call.add(Transpose.of(1, 0, 2), x);
        int steps = sequence.shape().dim(1);
        expectSteps(call, steps);
        String direction = attributes.text("direction", "forward");
        int directions = direction.equals("bidirectional") ? 2 : 1;
        if (directions == 1 && !direction.equals("forward") && !direction.equals("reverse")) {
            throw new OnnxException("runs in the unknown direction '" + direction + "'");
        }
        List<String> activations = attributes.texts("activations");
        if (activations.isEmpty()) {
            activations = directions == 1 ? defaults : twice(defaults);
        }
        if (activations.size() != directions * defaults.size()) {
            throw new OnnxException(
                    "names " + activations.size() + " activations; " + directions * defaults.size() + " are expected");
        }
        List<Value> outputs = new ArrayList<>();
        List<State> ends = new ArrayList<>();
        for (int i = 0; i < directions; i++) {
            List<String> own = activations.subList(i * defaults.size(), (i + 1) * defaults.size());
            Recurrence layer = new Recurrence(call, i, gates, hidden(call, gates), own);
            boolean backwards = i == 1 || direction.equals("reverse");
            List<Value> each = new ArrayList<>();
            ends.add(run(layer, step, sequence, backwards, itemsFirst, each));
            outputs.add(joined(call, each, 1));
        }
        put(call, itemsFirst, outputs, ends);
    }

    private static List<String> twice(List<String> names) {
        List<String> both = new ArrayList<>(names);
        both.addAll(names);
        return both;
    }

    private static void expectSteps(Call call, int steps) {
        if (steps < 1 || steps > MOST_STEPS) {
            throw new OnnxException("runs over " + (steps < 1 ? "an open number of" : steps)
                    + " steps, each of which is" + " written out; from 1 to " + MOST_STEPS + " can be read");
        }
        if (call.has(4)) {
            for (long length : call.integers("sequence_lens", 4)) {
                if (length != steps) {
                    throw new OnnxException("has sequences of different lengths, which cannot be read");
                }
            }
        }
    }

    private static int hidden(Call call, int gates) {
        Tensor recurrent = call.known(2, "recurrent weights");
        int hidden = recurrent.rank() == 3 ? recurrent.dim(2) : 0;
        if (hidden < 1 || call.attributes().integer("hidden_size", hidden) != hidden || hidden > 1 << 20) {
            throw new OnnxException("has " + recurrent + " as recurrent weights; [directions, " + gates
                    + " hidden_size, hidden_size] is expected");
        }
        return hidden;
    }

    private static State run(
            Recurrence layer, Step step, Value sequence, boolean backwards, boolean itemsFirst, List<Value> outputs) {
        boolean gru = layer.gates() == 3;
        boolean late = gru && layer.call().attributes().flag("linear_before_reset", false);
        Value inputs = layer.inputs(sequence, !late);
        int steps = sequence.shape().dim(1);
        State state =
                new State(initial(layer, 5, itemsFirst), layer.gates() == 4 ? initial(layer, 6, itemsFirst) : null);
        for (int i = 0; i < steps; i++) {
            int time = backwards ? steps - 1 - i : i;
            state = step.next(layer, inputs, time, state);
            outputs.add(state.output);
        }
        if (backwards) {
            Collections.reverse(outputs);
        }
        return state;
    }

    /** What a state starts with as [N, hidden]; null for zeros. */
    private static Value initial(Recurrence layer, int input, boolean itemsFirst) {
        Call call = layer.call();
        if (!call.has(input)) {
            return null;
        }
        Value all = call.value(input);
        int axis = itemsFirst ? 1 : 0;
        if (all.shape().rank() != 3 || all.shape().dim(axis) <= layer.direction()) {
            throw new OnnxException(
                    "starts with " + all.shape() + "; a vector for each item and direction is expected");
        }
        Value own = call.add(new Slice(axis, layer.direction(), 1), all);
        return call.add(
                new Reshape(Call.shape(all.shape().dim(1 - axis), all.shape().dim(2))), own);
    }

    private static Value plus(Call call, Value a, Value b) {
        return b == null ? a : call.add(new Add(), a, b);
    }

    /** The state [N, hidden] after a step of H = f(W x + R h + b). */
    private static State plain(Recurrence layer, Value inputs, int time, State state) {
        Value recurrent = state.output == null ? null : layer.recurrent(state.output, false);
        return new State(layer.activate(0, plus(layer.call(), layer.step(inputs, time), recurrent)), null);
    }

    /** Gates i, o, f, c: C = f C + i c, H = o h(C), where peepholes let the gates see C. */
    private static State lstm(Recurrence layer, Value inputs, int time, State state) {
        Call call = layer.call();
        Value recurrent = state.output == null ? null : layer.recurrent(state.output, false);
        Value all = plus(call, layer.step(inputs, time), recurrent);
        Value input = layer.activate(0, seeing(layer, layer.gate(all, 0), 0, state.cell));
        Value candidate = layer.activate(1, layer.gate(all, 3));
        Value cell = call.add(new Multiply(), input, candidate);
        if (state.cell != null) {
            Value forget = layer.activate(0, seeing(layer, layer.gate(all, 2), 2, state.cell));
            cell = call.add(new Add(), call.add(new Multiply(), forget, state.cell), cell);
        }
        Value output = layer.activate(0, seeing(layer, layer.gate(all, 1), 1, cell));
        return new State(call.add(new Multiply(), output, layer.activate(2, cell)), cell);
    }

    private static Value seeing(Recurrence layer, Value gate, int index, Value cell) {
        Call call = layer.call();
        return cell == null || !call.has(7)
                ? gate
                : call.add(new Add(), gate, call.add(new Multiply(), cell, layer.peephole(index)));
    }

    /** Gates z, r, h: H = (1 - z) h + z H, where r is applied to H, or to R H if it comes late. */
    private static State gru(Recurrence layer, Value inputs, int time, State state) {
        Call call = layer.call();
        boolean late = call.attributes().flag("linear_before_reset", false);
        Value x = layer.step(inputs, time);
        Value h = state.output;
        if (h == null && late) {
            int[] dims = {x.shape().dim(0), layer.hidden()};
            if (dims[0] == Shape.BATCH) {
                throw new OnnxException("starts with zeros for an open batch; fix the batch size");
            }
            h = call.constant(Tensor.floats(call.allow(dims), new float[Tensor.count(dims)]));
        }
        if (h == null) {
            Value update = layer.activate(0, layer.gate(x, 0));
            Value candidate = layer.activate(1, layer.gate(x, 2));
            return new State(call.add(new Multiply(), call.add(new Affine(-1, 1), update), candidate), null);
        }
        Value recurrent = late ? layer.recurrent(h, true) : layer.recurrent(h, 0, 2);
        Value update = layer.activate(0, plus(call, layer.gate(x, 0), layer.gate(recurrent, 0)));
        Value reset = layer.activate(0, plus(call, layer.gate(x, 1), layer.gate(recurrent, 1)));
        Value remembered = late
                ? call.add(new Multiply(), reset, layer.gate(recurrent, 2))
                : layer.recurrent(call.add(new Multiply(), reset, h), 2, 1);
        Value candidate = layer.activate(1, plus(call, layer.gate(x, 2), remembered));
        Value fresh = call.add(new Multiply(), call.add(new Affine(-1, 1), update), candidate);
        return new State(call.add(new Add(), fresh, call.add(new Multiply(), update, h)), null);
    }

    /** [N, hidden] each as [N, count, hidden]. */
    private static Value joined(Call call, List<Value> parts, int axis) {
        Value[] rows = new Value[parts.size()];
        for (int i = 0; i < rows.length; i++) {
            List<Integer> dims = new ArrayList<>(parts.get(i).shape().dims());
            dims.add(axis, 1);
            rows[i] = call.add(new Reshape(Call.shape(Dims.array(dims))), parts.get(i));
        }
        return rows.length == 1 ? rows[0] : call.add(new Concat(axis), rows);
    }

    private static void put(Call call, boolean itemsFirst, List<Value> outputs, List<State> ends) {
        if (call.hasOutput(0)) {
            // [N, T, directions, hidden]
            Value all = joined(call, outputs, 2);
            call.put(0, itemsFirst ? all : call.add(Transpose.of(1, 2, 0, 3), all), Kind.FLOAT);
        }
        if (call.hasOutput(1)) {
            call.put(1, last(call, itemsFirst, ends.stream().map(State::output).toList()), Kind.FLOAT);
        }
        if (call.hasOutput(2)) {
            call.put(2, last(call, itemsFirst, ends.stream().map(State::cell).toList()), Kind.FLOAT);
        }
    }

    private static Value last(Call call, boolean itemsFirst, List<Value> ends) {
        if (ends.get(0) == null) {
            throw new OnnxException("has an output that it cannot have");
        }
        Value all = joined(call, ends, 1);
        return itemsFirst ? all : call.add(Transpose.of(1, 0, 2), all);
    }
}
