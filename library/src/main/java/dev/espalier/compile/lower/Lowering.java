package dev.espalier.compile.lower;

import dev.espalier.compile.kernel.Copy;
import dev.espalier.compile.kernel.Task;
import dev.espalier.compile.layout.Blocked;
import dev.espalier.compile.layout.Features;
import dev.espalier.compile.layout.Layout;
import dev.espalier.compile.layout.Plain;
import dev.espalier.compile.layout.Tiled;
import dev.espalier.compile.target.Target;
import dev.espalier.model.Model;
import dev.espalier.model.Node;
import dev.espalier.model.op.Shape;
import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.Deque;
import java.util.HashMap;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;

/**
 * A program being written, group by group. A value may lie in several layouts; each is made once, when somebody first asks
 * for it.
 */
public final class Lowering {

    private final Scene scene;
    private final Target target;
    private final List<Group> groups;
    private final List<Call> calls = new ArrayList<>();
    private final List<Layout> buffers = new ArrayList<>();
    private final List<float[]> constants = new ArrayList<>();
    private final Map<String, List<Tensor>> tensors = new HashMap<>();
    private final ByteTensors bytes = new ByteTensors(this);
    private final boolean inTiles;
    private String layer = "";

    private Lowering(Scene scene, Target target) {
        this.scene = scene;
        this.target = target;
        this.groups = Grouping.of(scene, target);
        this.inTiles = Grain.of(scene, groups, target).fine();
    }

    /**
     * The program of a model.
     *
     * @throws UnsupportedOperationException if an operator has no code; names the node
     */
    public static Program of(Model model, Target target) {
        Scene scene = new Scene(model);
        return new Lowering(scene, target).program();
    }

    private Program program() {
        List<Shape> inputs = new ArrayList<>();
        for (Node input : scene.graph().inputs()) {
            Shape shape = scene.shape(input.name());
            bind(input.name(), new Tensor(shape, new Plain(shape), new Storage.Given(inputs.size())));
            inputs.add(shape);
        }
        for (Group group : groups) {
            layer = group.layer();
            group.lower(this);
        }
        List<Shape> outputs = new ArrayList<>();
        for (Node output : scene.graph().outputs()) {
            layer = output.name();
            Shape shape = scene.shape(output.name());
            Tensor result = any(output.name());
            Copy copy = Moves.whole(shape, result.layout(), new Plain(shape));
            calls.add(new Call(layer, copy, List.of(result.storage()), new Storage.Wanted(outputs.size())));
            outputs.add(shape);
        }
        return new Program(scene.origin(), needed(), buffers, constants, inputs, outputs);
    }

    /** The calls whose results somebody reads. */
    private List<Call> needed() {
        Set<Storage> read = new HashSet<>();
        Deque<Call> needed = new ArrayDeque<>();
        for (int i = calls.size() - 1; i >= 0; i--) {
            Call call = calls.get(i);
            if (call.output() instanceof Storage.Wanted || read.contains(call.output())) {
                read.addAll(call.inputs());
                needed.addFirst(call);
            }
        }
        return List.copyOf(needed);
    }

    /** The model as it is lowered. */
    Scene scene() {
        return scene;
    }

    /** What code is generated for. */
    Target target() {
        return target;
    }

    /** Values that are levels or sums. */
    ByteTensors bytes() {
        return bytes;
    }

    /** Says where a value is. */
    void bind(String name, Tensor tensor) {
        tensors.computeIfAbsent(name, key -> new ArrayList<>()).add(tensor);
    }

    /** A new tensor in working memory, and a call that computes it. */
    Tensor call(Shape shape, Task task, List<Tensor> inputs) {
        Tensor result = new Tensor(shape, task.output(), new Storage.Working(buffers.size()));
        buffers.add(task.output());
        calls.add(new Call(layer, task, inputs.stream().map(Tensor::storage).toList(), result.storage()));
        return result;
    }

    /** A further call that writes to a tensor. */
    void call(Tensor result, Task task, List<Tensor> inputs) {
        calls.add(new Call(layer, task, inputs.stream().map(Tensor::storage).toList(), result.storage()));
    }

    /** Numbers of the network's own. */
    Tensor constant(Shape shape, float[] numbers) {
        constants.add(numbers);
        return new Tensor(shape, new Plain(shape), new Storage.Constant(constants.size() - 1));
    }

    /** A value in whatever layout it was first made. */
    Tensor any(String name) {
        List<Tensor> known = tensors.get(name);
        if (known == null) {
            bind(name, bytes.numbers(name).orElseGet(() -> constant(scene.shape(name), scene.constant(name))));
            known = tensors.get(name);
        }
        return known.get(0);
    }

    /** A value in row order. */
    Tensor plain(String name) {
        Tensor first = any(name);
        return as(name, new Plain(first.shape()));
    }

    /** A value as an image [1, C, H, W], or vector [1, C], with at least so many zeros around. */
    Tensor image(String name, int halo) {
        any(name);
        for (Tensor tensor : tensors.get(name)) {
            if (tensor.layout() instanceof Blocked blocked && blocked.halo() >= halo) {
                return tensor;
            }
        }
        return as(name, imageLayout(any(name).shape(), Math.max(halo, halo(name))));
    }

    /** A value as a sequence [1, T, F] with a position in each lane. */
    Tensor features(String name) {
        Shape shape = any(name).shape();
        return as(name, new Features(shape.dim(2), shape.dim(1), target.lanes()));
    }

    /** A value as an image in tiles, with at least so many vectors around each. */
    Tensor tiles(String name, Tiled layout) {
        any(name);
        for (Tensor tensor : tensors.get(name)) {
            if (tensor.layout() instanceof Tiled tiled
                    && tiled.down() == layout.down()
                    && tiled.across() == layout.across()
                    && tiled.halo() >= layout.halo()) {
                return tensor;
            }
        }
        return as(name, layout);
    }

    /** Whether images are better cut into tiles: their kernels have zeros that few filters share. */
    boolean inTiles() {
        return inTiles;
    }

    /** The layout for an image of which others want so much halo: [1, C, H, W], [1, C] or [1, T, C]. */
    Blocked imageLayout(Shape shape, int halo) {
        return switch (shape.rank()) {
            case 4 -> new Blocked(shape.dim(1), shape.dim(2), shape.dim(3), target.lanes(), halo);
            case 3 -> new Blocked(shape.dim(2), 1, shape.dim(1), target.lanes(), halo);
            default -> new Blocked((int) shape.size(), 1, 1, target.lanes(), halo);
        };
    }

    /** The most zeros that any reader wants around an image. */
    int halo(String name) {
        int most = 0;
        for (Group group : groups) {
            most = Math.max(most, group.halo(name));
        }
        return most;
    }

    /** A value in a certain layout. */
    Tensor as(String name, Layout layout) {
        Tensor first = any(name);
        for (Tensor tensor : tensors.get(name)) {
            if (tensor.layout().equals(layout)) {
                return tensor;
            }
        }
        Tensor changed = sameBytes(first, layout)
                ? new Tensor(first.shape(), layout, first.storage())
                : call(first.shape(), Moves.whole(first.shape(), first.layout(), layout), List.of(first));
        bind(name, changed);
        return changed;
    }

    /** A vector is the same in row order and as an image of one pixel; working memory has room for its filling. */
    private static boolean sameBytes(Tensor tensor, Layout layout) {
        return tensor.storage() instanceof Storage.Working && isVector(tensor.layout()) && isVector(layout);
    }

    private static boolean isVector(Layout layout) {
        if (layout instanceof Blocked blocked) {
            return blocked.height() == 1 && blocked.width() == 1 && blocked.halo() == 0;
        }
        return layout instanceof Plain plain
                && plain.shape().size()
                        == plain.shape().dims().stream()
                                .mapToInt(Integer::intValue)
                                .max()
                                .orElse(1);
    }
}
