package dev.espalier.engine.fast;

import dev.espalier.model.Node;
import dev.espalier.model.op.*;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;

/** The groups of nodes that are worth one pass over memory instead of several. */
final class Patterns {

    /** Recognises a group by one of its nodes. */
    @FunctionalInterface
    interface Pattern {
        Optional<Group> match(Node node, Surroundings around);
    }

    /** In the order of what they save. */
    static final List<Pattern> ALL = List.of(
            Patterns::batchNorm,
            Patterns::batchNormInference,
            Patterns::batchNormGradient,
            Patterns::weightAndBiasGradient,
            ImagePatterns::instanceNorm,
            ImagePatterns::instanceNormGradient,
            ImagePatterns::shortcut,
            ImagePatterns::shortcutGradient,
            RowPatterns::layerNormGradient,
            RowPatterns::productAndTranspose,
            RowPatterns::sumOfParts,
            Patterns::convolutionAndFunction,
            Patterns::linearAndFunction,
            Chain::match);

    private Patterns() {}

    /** Batch normalisation, the statistics for later, and the rectifier after it. */
    private static Optional<Group> batchNorm(Node norm, Surroundings around) {
        if (!(norm.op() instanceof BatchNormTraining)) {
            return Optional.empty();
        }
        List<Node> moments = around.readersOfKind(around.input(norm, 0), BatchMoment.class).stream()
                .filter(moment -> ((BatchMoment) moment.op()).moment() != BatchMoment.Moment.IMAGE_VARIANCE)
                .toList();
        Node rectified = rectifier(norm, around).orElse(null);
        List<Node> nodes = new ArrayList<>(List.of(norm));
        nodes.addAll(moments);
        if (rectified != null) {
            nodes.add(rectified);
        }
        return Optional.of(new Group(nodes, to -> NormalizationRules.training(norm, rectified, moments, to)));
    }

    private static Optional<Group> batchNormInference(Node norm, Surroundings around) {
        return norm.op() instanceof BatchNorm op
                ? rectifier(norm, around)
                        .map(rectified -> new Group(
                                List.of(norm, rectified), to -> NormalizationRules.inference(op, norm, rectified, to)))
                : Optional.empty();
    }

    /** The rectifier that alone reads a value. */
    static Optional<Node> rectifier(Node norm, Surroundings around) {
        return around.onlyConsumer(norm).filter(reader -> reader.op() instanceof Relu);
    }

    /** The three gradients of batch normalisation, behind the rectifier if the forward pass has one. */
    private static Optional<Group> batchNormGradient(Node node, Surroundings around) {
        if (!(node.op() instanceof BatchNormTrainingInputGradient gradient)) {
            return Optional.empty();
        }
        int last = node.inputs().size() - 1;
        Node x = around.input(node, 0);
        Node upstream = around.input(node, last);
        Node shiftGradient = around.input(node, last - 1);
        Node scaleGradient = around.input(node, last - 2);
        boolean affine = last == 4;
        List<Node> inner = List.of(scaleGradient, shiftGradient, node);
        boolean known = scaleGradient.op() instanceof BatchNormTrainingScaleGradient
                && scaleGradient.inputs().equals(List.of(x.name(), upstream.name()))
                && isChannelSum(shiftGradient, upstream)
                && (affine || around.isPrivateTo(scaleGradient, inner) && around.isPrivateTo(shiftGradient, inner));
        List<Node> norms = around.readersOfKind(x, BatchNormTraining.class);
        if (!known || norms.size() != 1 || ((BatchNormTraining) norms.get(0).op()).epsilon() != gradient.epsilon()) {
            return Optional.empty();
        }
        Node rectified = rectifier(norms.get(0), around)
                .filter(forward -> isGradientOf(forward, upstream) && around.isPrivateTo(upstream, inner))
                .map(forward -> upstream)
                .orElse(null);
        List<Node> nodes = new ArrayList<>(inner);
        if (rectified != null) {
            nodes.add(0, rectified);
        }
        return Optional.of(new Group(
                nodes,
                to -> NormalizationRules.backward(
                        node, scaleGradient, shiftGradient, rectified, gradient.epsilon(), to)));
    }

    static boolean isGradientOf(Node rectified, Node node) {
        return node.op() instanceof PointwiseGradient gradient
                && gradient.of() instanceof Relu
                && node.inputs().get(0).equals(rectified.name());
    }

    static boolean isChannelSum(Node node, Node of) {
        return node.inputs().equals(List.of(of.name()))
                && node.op().equals(Reduce.sumAllBut(1, of.shape().rank()));
    }

    /** The gradients of a convolution's weight and bias. */
    private static Optional<Group> weightAndBiasGradient(Node node, Surroundings around) {
        if (!(node.op() instanceof Conv2dWeightGradient gradient)) {
            return Optional.empty();
        }
        Node upstream = around.input(node, 1);
        return around.consumers(upstream).stream()
                .filter(reader -> isChannelSum(reader, upstream))
                .findFirst()
                .map(bias -> new Group(
                        List.of(node, bias), to -> ConvolutionRules.weightGradient(gradient, node, bias, to)));
    }

    private static Optional<Group> convolutionAndFunction(Node node, Surroundings around) {
        return node.op() instanceof Conv2d convolution
                ? withFunction(
                        node,
                        around,
                        (result, after, to) -> ConvolutionRules.convolve(convolution, node, result, after, to))
                : Optional.empty();
    }

    private static Optional<Group> linearAndFunction(Node node, Surroundings around) {
        return node.op() instanceof Linear linear
                ? withFunction(node, around, (result, after, to) -> MatrixRules.linear(linear, node, result, after, to))
                : Optional.empty();
    }

    @FunctionalInterface
    private interface Fused {
        void lower(String result, PostOps after, Lowering to);
    }

    /** A node and the function that alone reads it. */
    private static Optional<Group> withFunction(Node node, Surroundings around, Fused rule) {
        return around.onlyConsumer(node)
                .filter(reader -> reader.op() instanceof Pointwise)
                .flatMap(reader -> Eltwise.of((Pointwise) reader.op())
                        .map(function -> new Group(
                                List.of(node, reader),
                                to -> rule.lower(reader.name(), new PostOps(to.natives()).then(function), to))));
    }
}
