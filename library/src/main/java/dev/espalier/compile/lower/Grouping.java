package dev.espalier.compile.lower;

import dev.espalier.compile.target.Target;
import dev.espalier.model.Node;
import dev.espalier.model.op.AveragePool2d;
import dev.espalier.model.op.Concat;
import dev.espalier.model.op.Conv2d;
import dev.espalier.model.op.ConvTranspose2d;
import dev.espalier.model.op.Expand;
import dev.espalier.model.op.Flatten;
import dev.espalier.model.op.Gather;
import dev.espalier.model.op.GlobalAveragePool;
import dev.espalier.model.op.LayerNorm;
import dev.espalier.model.op.LogSoftmax;
import dev.espalier.model.op.MatMul;
import dev.espalier.model.op.MaxPool2d;
import dev.espalier.model.op.Op;
import dev.espalier.model.op.Pad2d;
import dev.espalier.model.op.PadAxis;
import dev.espalier.model.op.PixelShuffle;
import dev.espalier.model.op.PixelUnshuffle;
import dev.espalier.model.op.Reduce;
import dev.espalier.model.op.Reshape;
import dev.espalier.model.op.Resize2d;
import dev.espalier.model.op.Slice;
import dev.espalier.model.op.Softmax;
import dev.espalier.model.op.Transpose;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.HashMap;
import java.util.HashSet;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.function.BiConsumer;
import java.util.function.BiFunction;

/** Which nodes are computed together, and how the others are. */
final class Grouping {

    private static final Map<Class<? extends Op>, BiConsumer<Lowering, Node>> RULES = new LinkedHashMap<>();

    static {
        RULES.put(AveragePool2d.class, ImageRules::averagePool);
        RULES.put(Concat.class, MoveRules::concat);
        RULES.put(Expand.class, MoveRules::expand);
        RULES.put(Flatten.class, MoveRules::reshape);
        RULES.put(Gather.class, RowRules::gather);
        RULES.put(GlobalAveragePool.class, ImageRules::mean);
        RULES.put(LayerNorm.class, RowRules::layerNorm);
        RULES.put(LogSoftmax.class, RowRules::logSoftmax);
        RULES.put(MatMul.class, RowRules::product);
        RULES.put(MaxPool2d.class, ImageRules::maxPool);
        RULES.put(Pad2d.class, MoveRules::pad);
        RULES.put(PadAxis.class, MoveRules::padAxis);
        RULES.put(PixelShuffle.class, MoveRules::shuffle);
        RULES.put(PixelUnshuffle.class, MoveRules::unshuffle);
        RULES.put(Reduce.class, RowRules::reduce);
        RULES.put(Reshape.class, MoveRules::reshape);
        RULES.put(Resize2d.class, ImageRules::resize);
        RULES.put(Slice.class, MoveRules::slice);
        RULES.put(Softmax.class, RowRules::softmax);
        RULES.put(Transpose.class, MoveRules::transpose);
    }

    private final Scene scene;
    private final BiFunction<Node, Set<String>, Optional<Group>> bytes;
    private final Set<String> taken = new HashSet<>();
    private final List<Group> groups = new ArrayList<>();

    private Grouping(Scene scene, Target target) {
        this.scene = scene;
        // Java's vectors have no products of bytes: levels are numbers like others there.
        this.bytes = target.isJava() ? (node, others) -> Optional.empty() : new ByteGrouping(scene)::of;
    }

    /** The groups of a scene, each after those it reads. */
    static List<Group> of(Scene scene, Target target) {
        return new Grouping(scene, target).groups();
    }

    private List<Group> groups() {
        List<Node> work = scene.work();
        for (Node node : work) {
            if (!taken.contains(node.name())) {
                anchor(node);
            }
        }
        for (int i = work.size() - 1; i >= 0; i--) {
            Node node = work.get(i);
            if (!taken.contains(node.name())) {
                take(ElementwiseForm.suits(node, scene) ? ElementwiseForm.of(node, scene, taken) : single(node));
            }
        }
        Map<String, Integer> places = new HashMap<>();
        work.forEach(node -> places.put(node.name(), places.size()));
        groups.sort(Comparator.comparing(group -> places.get(group.output().name())));
        return groups;
    }

    private void anchor(Node node) {
        Optional<Group> inBytes = bytes.apply(node, taken);
        if (inBytes.isPresent()) {
            take(inBytes.get());
        } else if (node.op() instanceof Conv2d && node.inputs().stream().skip(1).allMatch(scene::isConstant)) {
            take(ConvolutionGroup.of(node, scene, taken));
        } else if (node.op() instanceof ConvTranspose2d) {
            take(TransposedGroup.of(node, scene, taken));
        } else if (LinearGroup.suits(node, scene)) {
            take(new LinearGroup(node, Chain.after(node, scene, taken)));
        } else if (EmbeddingGroup.suits(node, scene)) {
            take(EmbeddingGroup.of(node, scene, taken));
        } else if (ImageNormGroup.suits(node, scene)) {
            take(new ImageNormGroup(node, Chain.after(node, scene, taken)));
        } else if (NormGroup.suits(node, scene)) {
            take(NormGroup.of(node, scene, taken));
        } else {
            AttentionForm.of(node, scene, taken).ifPresent(this::take);
        }
    }

    private void take(Group group) {
        groups.add(group);
        taken.addAll(group.members());
    }

    private Group single(Node node) {
        BiConsumer<Lowering, Node> rule = RULES.get(node.op().getClass());
        if (rule == null) {
            throw new UnsupportedOperationException("node '" + node.name() + "' (" + node.op()
                    + ") has no code; it can be run by the executors of dev.espalier.engine");
        }
        return new Single(node, lowering -> rule.accept(lowering, node));
    }
}
