package dev.espalier.compile.lower;

import dev.espalier.compile.lower.ByteChain.Other;
import dev.espalier.compile.lower.ByteChain.Surroundings;
import dev.espalier.model.Node;
import dev.espalier.model.op.Add;
import dev.espalier.model.op.AveragePool2d;
import dev.espalier.model.op.FakeQuantize;
import dev.espalier.model.op.GlobalAveragePool;
import dev.espalier.model.op.MaxPool2d;
import dev.espalier.model.op.Shape;
import dev.espalier.model.op.Size2d;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;

/** Which nodes of a quantized network are computed in whole numbers. */
final class ByteGrouping {

    private final Scene scene;
    private final LevelTypes types;
    private final Map<String, ByteLayer> sums = new HashMap<>();

    ByteGrouping(Scene scene) {
        this.scene = scene;
        this.types = scene.levels();
    }

    /**
     * The group that begins with a node, if it computes in whole numbers.
     *
     * @param taken nodes that others compute
     */
    Optional<Group> of(Node node, Set<String> taken) {
        if (types.isEmpty()) {
            return Optional.empty();
        }
        Optional<ByteLayer> layer = ByteLayer.of(node, scene, types);
        if (layer.isPresent()) {
            return layer(layer.get(), taken);
        }
        if (node.op() instanceof FakeQuantize) {
            return quantized(node);
        }
        Optional<LevelType> type = node.inputs().isEmpty()
                ? Optional.empty()
                : types.of(node.inputs().get(0));
        if (type.isEmpty()) {
            return Optional.empty();
        }
        if (node.op() instanceof MaxPool2d) {
            return Optional.of(new Single(node, lowering -> ByteRules.maxPool(lowering, node)));
        }
        if (ByteRules.moves(node, scene)) {
            return Optional.of(new Single(node, lowering -> ByteRules.move(lowering, node)));
        }
        if (node.op() instanceof Add) {
            return sum(node, taken);
        }
        return mean(node, type.get(), taken);
    }

    /** What no layer ends with is rounded from other levels, or from numbers, for layers that read it. */
    private Optional<Group> quantized(Node node) {
        Optional<LevelType> type = types.of(node.name());
        if (type.isEmpty() || node.shape().rank() < 2) {
            return Optional.empty();
        }
        String input = node.inputs().get(0);
        return types.of(input)
                .map(before ->
                        new ByteSumGroup(node, ByteChain.rounded(node, new Other(input, before, null), type.get())))
                .filter(group -> node.shape().rank() <= 4 && group.isExact())
                .<Group>map(group -> group)
                .or(() -> Optional.of(new Single(node, lowering -> ByteRules.quantize(lowering, node))));
    }

    private Optional<Group> layer(ByteLayer layer, Set<String> taken) {
        Surroundings around = new Surroundings(scene, types, sums, taken);
        for (ByteChain chain :
                List.of(ByteChain.after(layer.node(), List.of(), around), ByteChain.alone(layer.node()))) {
            if (chain.isExact(layer.units(), layer.bias(), 1, layer.largest())) {
                if (chain.sums()) {
                    sums.put(layer.node().name(), layer);
                }
                return Optional.of(new ByteLayerGroup(layer, chain));
            }
        }
        return Optional.empty();
    }

    private Optional<Group> sum(Node node, Set<String> taken) {
        Optional<LevelType> left = types.of(node.inputs().get(0));
        Optional<LevelType> right = types.of(node.inputs().get(1));
        Shape shape = scene.shape(node.name());
        if (right.isEmpty()
                || !node.inputs().stream().allMatch(input -> scene.shape(input).equals(shape))) {
            return Optional.empty();
        }
        List<Other> added = List.of(
                new Other(node.inputs().get(0), left.orElseThrow(), null),
                new Other(node.inputs().get(1), right.get(), null));
        ByteSumGroup group =
                new ByteSumGroup(node, ByteChain.after(node, added, new Surroundings(scene, types, sums, taken)));
        return Optional.<Group>of(group).filter(any -> shape.rank() <= 4 && shape.rank() >= 2 && group.isExact());
    }

    private Optional<Group> mean(Node node, LevelType type, Set<String> taken) {
        Shape image = scene.shape(node.inputs().get(0));
        Size2d kernel;
        Size2d stride;
        if (node.op() instanceof GlobalAveragePool) {
            kernel = new Size2d(image.dim(2), image.dim(3));
            stride = kernel;
        } else if (node.op() instanceof AveragePool2d pool
                && pool.padding().height() == 0
                && pool.padding().width() == 0) {
            kernel = pool.kernel();
            stride = pool.stride();
        } else {
            return Optional.empty();
        }
        // The mean of one pixel is its level.
        ByteChain chain = kernel.area() == 1
                ? ByteChain.levels(node, type)
                : ByteChain.after(node, List.of(), new Surroundings(scene, types, sums, taken));
        ByteMeanGroup group = new ByteMeanGroup(node, type, kernel, stride, chain);
        return Optional.<Group>of(group)
                .filter(any -> group.isExact() && chain.others().isEmpty() && !chain.sums());
    }
}
