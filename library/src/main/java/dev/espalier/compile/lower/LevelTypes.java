package dev.espalier.compile.lower;

import dev.espalier.model.Node;
import dev.espalier.model.op.AveragePool2d;
import dev.espalier.model.op.Concat;
import dev.espalier.model.op.FakeQuantize;
import dev.espalier.model.op.Flatten;
import dev.espalier.model.op.MaxPool2d;
import dev.espalier.model.op.Op;
import dev.espalier.model.op.Pad2d;
import dev.espalier.model.op.PadAxis;
import dev.espalier.model.op.PixelShuffle;
import dev.espalier.model.op.PixelUnshuffle;
import dev.espalier.model.op.Reshape;
import dev.espalier.model.op.Slice;
import dev.espalier.model.op.Transpose;
import java.util.HashMap;
import java.util.Map;
import java.util.Optional;
import java.util.Set;

/** Which values of a network are levels of at most 8 bits: what quantizers give, and what only moves or
 * joins it. */
final class LevelTypes {

    private static final Set<Class<? extends Op>> MOVES = Set.of(
            Flatten.class,
            MaxPool2d.class,
            Pad2d.class,
            PadAxis.class,
            PixelShuffle.class,
            PixelUnshuffle.class,
            Reshape.class,
            Slice.class,
            Transpose.class);

    private final Map<String, LevelType> types = new HashMap<>();

    LevelTypes(Scene scene) {
        for (Node node : scene.work()) {
            if (node.op() instanceof FakeQuantize op) {
                String step = node.inputs().get(1);
                if (op.bits() <= LevelType.MOST_BITS && scene.isConstant(step)) {
                    types.put(node.name(), LevelType.of(op, scene.constant(step)[0]));
                }
            } else if (moves(node.op()) && types.containsKey(node.inputs().get(0))) {
                types.put(node.name(), types.get(node.inputs().get(0)));
            } else if (node.op() instanceof Concat) {
                // Of levels that count for the same alone.
                LevelType type = types.get(node.inputs().get(0));
                if (type != null && node.inputs().stream().allMatch(input -> type.equals(types.get(input)))) {
                    types.put(node.name(), type);
                }
            }
        }
    }

    private static boolean moves(Op op) {
        return MOVES.contains(op.getClass())
                || op instanceof AveragePool2d pool && pool.kernel().area() == 1;
    }

    /** Whether there are none. */
    boolean isEmpty() {
        return types.isEmpty();
    }

    /** The type of a value, if it is levels. */
    Optional<LevelType> of(String name) {
        return Optional.ofNullable(types.get(name));
    }
}
