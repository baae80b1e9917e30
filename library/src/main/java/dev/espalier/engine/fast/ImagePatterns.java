package dev.espalier.engine.fast;

import dev.espalier.model.Node;
import dev.espalier.model.op.AveragePool2d;
import dev.espalier.model.op.AveragePool2dGradient;
import dev.espalier.model.op.BatchMoment;
import dev.espalier.model.op.InstanceNorm;
import dev.espalier.model.op.InstanceNormInputGradient;
import dev.espalier.model.op.InstanceNormScaleGradient;
import dev.espalier.model.op.PadAxis;
import dev.espalier.model.op.Size2d;
import dev.espalier.model.op.Slice;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;

/** The groups of nodes in networks that make images that are worth one pass over memory instead of several. */
final class ImagePatterns {

    private ImagePatterns() {}

    /** Instance normalisation, the statistics for later, and the rectifier after it. */
    static Optional<Group> instanceNorm(Node norm, Surroundings around) {
        if (!(norm.op() instanceof InstanceNorm)) {
            return Optional.empty();
        }
        List<Node> moments = around.readersOfKind(around.input(norm, 0), BatchMoment.class).stream()
                .filter(moment -> ((BatchMoment) moment.op()).moment() != BatchMoment.Moment.VARIANCE)
                .toList();
        Node rectified = Patterns.rectifier(norm, around).orElse(null);
        List<Node> nodes = new ArrayList<>(List.of(norm));
        nodes.addAll(moments);
        if (rectified != null) {
            nodes.add(rectified);
        }
        return Optional.of(new Group(nodes, to -> InstanceNormRules.forward(norm, rectified, moments, to)));
    }

    /** The gradients of instance normalisation, behind the rectifier if the forward pass has one. */
    static Optional<Group> instanceNormGradient(Node input, Surroundings around) {
        if (!(input.op() instanceof InstanceNormInputGradient gradient)) {
            return Optional.empty();
        }
        Node x = around.input(input, 0);
        Node upstream = around.input(input, 1);
        String scale = input.inputs().size() == 3 ? input.inputs().get(2) : null;
        Node ofScale = around.consumers(upstream).stream()
                .filter(reader -> reader.op().equals(new InstanceNormScaleGradient(gradient.epsilon()))
                        && reader.inputs().equals(List.of(x.name(), upstream.name())))
                .findFirst()
                .orElse(null);
        Node ofShift = around.consumers(upstream).stream()
                .filter(reader -> scale != null && Patterns.isChannelSum(reader, upstream))
                .findFirst()
                .orElse(null);
        List<Node> norms = around.readersOfKind(x, InstanceNorm.class);
        boolean known = norms.size() == 1 && norms.get(0).op().equals(new InstanceNorm(gradient.epsilon()));
        if (!known || ofScale != null && scale == null) {
            return Optional.empty();
        }
        List<Node> inner = new ArrayList<>(List.of(input));
        if (ofScale != null) {
            inner.add(ofScale);
        }
        if (ofShift != null) {
            inner.add(ofShift);
        }
        Node rectified = Patterns.rectifier(norms.get(0), around)
                .filter(forward -> Patterns.isGradientOf(forward, upstream) && around.isPrivateTo(upstream, inner))
                .map(forward -> upstream)
                .orElse(null);
        InstanceNormRules.Backward backward = new InstanceNormRules.Backward(
                gradient.epsilon(),
                x.name(),
                rectified == null ? upstream.name() : rectified.inputs().get(1),
                scale,
                rectified,
                input,
                ofScale,
                ofShift);
        return Optional.of(new Group(backward.nodes(), to -> InstanceNormRules.backward(backward, to)));
    }

    /** Pixels picked by pooling, and channels of zeros around them. */
    static Optional<Group> shortcut(Node pad, Surroundings around) {
        if (!(pad.op() instanceof PadAxis op) || op.axis() != 1 || pad.shape().rank() != 4) {
            return Optional.empty();
        }
        Node pool = around.input(pad, 0);
        boolean known =
                pool.op() instanceof AveragePool2d picking && picks(picking) && around.isPrivateTo(pool, List.of(pad));
        return known
                ? Optional.of(new Group(List.of(pool, pad), to -> SelectionRules.pad(pool, pad, to)))
                : Optional.empty();
    }

    /** The gradient of {@link #shortcut}. */
    static Optional<Group> shortcutGradient(Node spread, Surroundings around) {
        if (!(spread.op() instanceof AveragePool2dGradient op) || !picks(op.pool())) {
            return Optional.empty();
        }
        Node slice = around.input(spread, 0);
        boolean known =
                slice.op() instanceof Slice cut && cut.axis() == 1 && around.isPrivateTo(slice, List.of(spread));
        return known
                ? Optional.of(new Group(List.of(slice, spread), to -> SelectionRules.gradient(slice, spread, to)))
                : Optional.empty();
    }

    private static boolean picks(AveragePool2d pool) {
        return pool.kernel().area() == 1
                && pool.padding().equals(new Size2d(0, 0))
                && pool.stride().height() == pool.stride().width();
    }
}
