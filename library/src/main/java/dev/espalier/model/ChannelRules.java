package dev.espalier.model;

import dev.espalier.model.op.AveragePool2d;
import dev.espalier.model.op.BatchNorm;
import dev.espalier.model.op.Binary;
import dev.espalier.model.op.Conv2d;
import dev.espalier.model.op.ConvTranspose2d;
import dev.espalier.model.op.Dropout;
import dev.espalier.model.op.Flatten;
import dev.espalier.model.op.GlobalAveragePool;
import dev.espalier.model.op.Input;
import dev.espalier.model.op.InstanceNorm;
import dev.espalier.model.op.Linear;
import dev.espalier.model.op.LogSoftmax;
import dev.espalier.model.op.MaxPool2d;
import dev.espalier.model.op.Op;
import dev.espalier.model.op.Pad2d;
import dev.espalier.model.op.PadAxis;
import dev.espalier.model.op.Parameter;
import dev.espalier.model.op.Pointwise;
import dev.espalier.model.op.Reduce;
import dev.espalier.model.op.Slice;
import dev.espalier.model.op.Softmax;
import java.util.HashMap;
import java.util.Map;

/** What each operator says about which channels of its inputs, parameters and result need each other. */
final class ChannelRules {

    private static final Map<Class<? extends Op>, Rule> RULES = rules();

    private ChannelRules() {}

    @FunctionalInterface
    private interface Rule {
        void apply(ChannelSite site);
    }

    /** Applies the rule of a node; an operator without one keeps all it reads and makes. */
    static void apply(Node node, Graph graph, ChannelSlots slots) {
        rule(node.op()).apply(new ChannelSite(node, graph, slots));
    }

    private static Rule rule(Op op) {
        if (op instanceof Pointwise) {
            return ChannelSite::throughout;
        }
        if (op instanceof Binary) {
            return ChannelSite::broadcast;
        }
        return RULES.getOrDefault(op.getClass(), ChannelRules::keepEverything);
    }

    private static Map<Class<? extends Op>, Rule> rules() {
        Map<Class<? extends Op>, Rule> rules = new HashMap<>();
        rules.put(Parameter.class, site -> {});
        rules.put(Input.class, site -> site.exclude("they are the network's input '" + site.name() + "'"));
        rules.put(MaxPool2d.class, ChannelSite::throughout);
        rules.put(AveragePool2d.class, ChannelSite::throughout);
        rules.put(GlobalAveragePool.class, ChannelSite::throughout);
        rules.put(Pad2d.class, ChannelSite::throughout);
        rules.put(BatchNorm.class, ChannelSite::throughout);
        rules.put(InstanceNorm.class, ChannelSite::throughout);
        rules.put(Flatten.class, ChannelRules::flatten);
        rules.put(PadAxis.class, ChannelRules::padAxis);
        rules.put(Slice.class, ChannelRules::slice);
        rules.put(Linear.class, ChannelRules::linear);
        rules.put(Conv2d.class, site -> convolution(site, ((Conv2d) site.op()).groups(), 0, 1));
        rules.put(ConvTranspose2d.class, site -> convolution(site, ((ConvTranspose2d) site.op()).groups(), 1, 0));
        rules.put(Reduce.class, ChannelRules::reduce);
        rules.put(Dropout.class, ChannelSite::throughout);
        rules.put(Softmax.class, site -> along(site, ((Softmax) site.op()).axis()));
        rules.put(LogSoftmax.class, site -> along(site, ((LogSoftmax) site.op()).axis()));
        return rules;
    }

    private static void keepEverything(ChannelSite site) {
        site.exclude("layer '" + site.name() + "' (" + site.op().kind() + ") has no rule for dropping channels");
    }

    /** Channels depend on each other if they lie along the axis that is normalised. */
    private static void along(ChannelSite site, int axis) {
        if (axis == 1) {
            keepEverything(site);
        } else {
            site.throughout();
        }
    }

    /** Channels stay in their place unless they or the batch are reduced. */
    private static void reduce(ChannelSite site) {
        if (((Reduce) site.op()).axes().get(0) > 1) {
            site.throughout();
        } else {
            keepEverything(site);
        }
    }

    /** Channel i of HxW pixels becomes the features i HW to (i + 1) HW - 1. */
    private static void flatten(ChannelSite site) {
        int run = site.channels() / site.inputChannels();
        for (int i = 0; i < site.channels(); i++) {
            site.inputIsResult(i / run, i);
        }
    }

    private static void padAxis(ChannelSite site) {
        PadAxis pad = (PadAxis) site.op();
        site.shifted(pad.axis() == 1 ? pad.before() : 0);
    }

    private static void slice(ChannelSite site) {
        Slice slice = (Slice) site.op();
        site.shifted(slice.axis() == 1 ? -slice.from() : 0);
    }

    private static void linear(ChannelSite site) {
        if (site.node().shape().rank() > 2) {
            keepEverything(site);
            return;
        }
        weighted(site, 1, 0, 1);
        site.perChannel(2);
    }

    private static void convolution(ChannelSite site, int groups, int outAxis, int inAxis) {
        if (groups > 1 && groups == site.inputChannels()) {
            depthwise(site);
        } else {
            weighted(site, groups, outAxis, inAxis);
        }
        site.perChannel(2);
    }

    /** Every input channel has filters of its own, which go with it. */
    private static void depthwise(ChannelSite site) {
        int inputs = site.inputChannels();
        for (int i = 0; i < site.channels(); i++) {
            site.inputIsResult(i / (site.channels() / inputs), i);
        }
        for (int i = 0; i < site.weightLength(0); i++) {
            site.inputIsWeight(i / (site.weightLength(0) / inputs), 0, i);
        }
    }

    /** Groups must stay of equal size, so that the channels of the same place in every group go together. */
    private static void weighted(ChannelSite site, int groups, int outAxis, int inAxis) {
        for (int i = 0; i < site.inputChannels(); i++) {
            site.inputIsWeight(i, inAxis, i % site.weightLength(inAxis));
            site.inputIsInput(i, i % (site.inputChannels() / groups));
        }
        for (int i = 0; i < site.channels(); i++) {
            site.resultIsWeight(i, outAxis, i % site.weightLength(outAxis));
            site.resultIsResult(i, i % (site.channels() / groups));
        }
    }
}
