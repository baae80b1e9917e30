package dev.espalier.model;

import dev.espalier.model.op.AveragePool2d;
import dev.espalier.model.op.BatchNorm;
import dev.espalier.model.op.Binary;
import dev.espalier.model.op.Concat;
import dev.espalier.model.op.Conv2d;
import dev.espalier.model.op.ConvTranspose2d;
import dev.espalier.model.op.Dropout;
import dev.espalier.model.op.Expand;
import dev.espalier.model.op.FakeQuantize;
import dev.espalier.model.op.Flatten;
import dev.espalier.model.op.Gather;
import dev.espalier.model.op.GlobalAveragePool;
import dev.espalier.model.op.Input;
import dev.espalier.model.op.InstanceNorm;
import dev.espalier.model.op.LayerNorm;
import dev.espalier.model.op.Linear;
import dev.espalier.model.op.LogSoftmax;
import dev.espalier.model.op.MatMul;
import dev.espalier.model.op.MaxPool2d;
import dev.espalier.model.op.Op;
import dev.espalier.model.op.Pad2d;
import dev.espalier.model.op.PadAxis;
import dev.espalier.model.op.Parameter;
import dev.espalier.model.op.PixelShuffle;
import dev.espalier.model.op.PixelUnshuffle;
import dev.espalier.model.op.Pointwise;
import dev.espalier.model.op.Reduce;
import dev.espalier.model.op.Reshape;
import dev.espalier.model.op.Resize2d;
import dev.espalier.model.op.ScatterAdd;
import dev.espalier.model.op.Select;
import dev.espalier.model.op.Slice;
import dev.espalier.model.op.Softmax;
import dev.espalier.model.op.Transpose;
import java.util.HashMap;
import java.util.Map;
import java.util.Optional;

/** What each operator says about which channels of its inputs, parameters and result need each other. */
final class ChannelRules {

    private static final Map<Class<? extends Op>, Rule> RULES = rules();

    private ChannelRules() {}

    @FunctionalInterface
    interface Rule {
        void apply(ChannelSite site);
    }

    /** Applies the rule of a node; an operator without one keeps all it reads and makes. */
    static void apply(Node node, Graph graph, ChannelSlots slots) {
        of(node.op().getClass()).orElse(ChannelSite::keepEverything).apply(new ChannelSite(node, graph, slots));
    }

    /** The rule of an operator, if there is one. */
    static Optional<Rule> of(Class<? extends Op> op) {
        if (Pointwise.class.isAssignableFrom(op)) {
            return Optional.of(ChannelSite::throughout);
        }
        if (Binary.class.isAssignableFrom(op)) {
            return Optional.of(ChannelSite::broadcast);
        }
        return Optional.ofNullable(RULES.get(op));
    }

    private static Map<Class<? extends Op>, Rule> rules() {
        Map<Class<? extends Op>, Rule> rules = new HashMap<>();
        rules.put(AveragePool2d.class, ChannelRules::channelByChannel);
        rules.put(BatchNorm.class, ChannelSite::throughout);
        rules.put(Concat.class, LayoutRules::concat);
        rules.put(Conv2d.class, site -> convolution(site, ((Conv2d) site.op()).groups(), 0, 1));
        rules.put(ConvTranspose2d.class, site -> convolution(site, ((ConvTranspose2d) site.op()).groups(), 1, 0));
        rules.put(Dropout.class, ChannelSite::throughout);
        rules.put(Expand.class, ChannelSite::broadcast);
        rules.put(FakeQuantize.class, site -> site.sameAxes(0));
        rules.put(Flatten.class, LayoutRules::flatten);
        rules.put(Gather.class, LayoutRules::gather);
        rules.put(GlobalAveragePool.class, ChannelRules::channelByChannel);
        rules.put(Input.class, site -> site.exclude("they are the network's input '" + site.name() + "'"));
        rules.put(InstanceNorm.class, ChannelSite::throughout);
        rules.put(LayerNorm.class, ChannelRules::layerNorm);
        rules.put(Linear.class, ChannelRules::linear);
        rules.put(LogSoftmax.class, site -> along(site, ((LogSoftmax) site.op()).axis()));
        rules.put(MatMul.class, ChannelRules::product);
        rules.put(MaxPool2d.class, ChannelRules::channelByChannel);
        rules.put(Pad2d.class, ChannelRules::channelByChannel);
        rules.put(PadAxis.class, LayoutRules::padAxis);
        rules.put(Parameter.class, site -> {});
        rules.put(PixelShuffle.class, LayoutRules::pixelShuffle);
        rules.put(PixelUnshuffle.class, LayoutRules::pixelUnshuffle);
        rules.put(Reduce.class, ChannelRules::reduce);
        rules.put(Reshape.class, LayoutRules::reshape);
        rules.put(Resize2d.class, ChannelRules::channelByChannel);
        rules.put(ScatterAdd.class, LayoutRules::scatterAdd);
        rules.put(Select.class, ChannelSite::broadcast);
        rules.put(Slice.class, LayoutRules::slice);
        rules.put(Softmax.class, site -> along(site, ((Softmax) site.op()).axis()));
        rules.put(Transpose.class, LayoutRules::transpose);
        return rules;
    }

    /** Images whose channels know nothing of each other, and whose pixels do. */
    private static void channelByChannel(ChannelSite site) {
        site.same(0, 1, 1);
        site.holdAxes(1);
    }

    /** Every number depends on all those along the axis that is normalised. */
    private static void along(ChannelSite site, int axis) {
        site.sameAxes(0, axis);
        site.hold(0, axis);
        site.holdResult(axis);
    }

    /** Every number depends on all those that are normalised with it. */
    private static void layerNorm(ChannelSite site) {
        site.broadcast();
        int rank = site.shape().rank();
        for (int axis = rank - ((LayerNorm) site.op()).dims(); axis < rank; axis++) {
            site.hold(0, axis);
        }
    }

    private static void reduce(ChannelSite site) {
        Reduce reduce = (Reduce) site.op();
        int result = 0;
        for (int axis = 0; axis < site.inputShape(0).rank(); axis++) {
            boolean reduced = reduce.axes().contains(axis);
            boolean kept = !reduced || reduce.keepDims();
            if (!reduced) {
                site.same(0, axis, result);
            } else {
                site.hold(0, axis);
                if (kept) {
                    site.holdResult(result);
                }
            }
            result += kept ? 1 : 0;
        }
    }

    private static void product(ChannelSite site) {
        MatMul product = (MatMul) site.op();
        int last = site.shape().rank() - 1;
        int right = site.inputShape(1).rank() - 1;
        for (int axis = 0; axis < last - 1; axis++) {
            site.same(0, axis, axis);
            if (right == last) {
                site.same(1, axis, axis);
            }
        }
        site.same(0, product.transposeA() ? last : last - 1, last - 1);
        site.same(1, product.transposeB() ? right - 1 : right, last);
        int innerA = product.transposeA() ? last - 1 : last;
        int innerB = product.transposeB() ? right : right - 1;
        for (int i = 0; i < site.inputShape(0).dim(innerA); i++) {
            site.inputIsInput(0, innerA, i, 1, innerB, i);
        }
    }

    private static void linear(ChannelSite site) {
        int last = site.shape().rank() - 1;
        site.sameAxes(0, last);
        weighted(site, last, 1, 0, 1);
        site.perChannel(2, last);
    }

    private static void convolution(ChannelSite site, int groups, int outAxis, int inAxis) {
        if (groups > 1 && groups == site.inputShape(0).dim(1)) {
            depthwise(site);
        } else {
            weighted(site, 1, groups, outAxis, inAxis);
        }
        site.holdAxes(1);
        site.perChannel(2, 1);
    }

    /** Every input channel has filters of its own, which go with it. */
    private static void depthwise(ChannelSite site) {
        int inputs = site.inputShape(0).dim(1);
        for (int i = 0; i < site.shape().dim(1); i++) {
            site.inputIsResult(0, 1, i / (site.shape().dim(1) / inputs), 1, i);
        }
        int filters = site.inputShape(1).dim(0);
        for (int i = 0; i < filters; i++) {
            site.inputIsInput(0, 1, i / (filters / inputs), 1, 0, i);
        }
    }

    /** Groups must stay of equal size, so that the channels of the same place in every group go together. */
    private static void weighted(ChannelSite site, int axis, int groups, int outAxis, int inAxis) {
        int in = site.inputShape(0).dim(axis);
        for (int i = 0; i < in; i++) {
            site.inputIsInput(0, axis, i, 1, inAxis, i % site.inputShape(1).dim(inAxis));
            site.inputIsInput(0, axis, i, 0, axis, i % (in / groups));
        }
        int out = site.shape().dim(axis);
        for (int i = 0; i < out; i++) {
            site.inputIsResult(1, outAxis, i % site.inputShape(1).dim(outAxis), axis, i);
            site.resultIsResult(axis, i, i % (out / groups));
        }
    }
}
