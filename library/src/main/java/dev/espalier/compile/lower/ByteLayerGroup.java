package dev.espalier.compile.lower;

import dev.espalier.compile.kernel.ByteConvolution;
import dev.espalier.compile.layout.Bytes;
import dev.espalier.compile.layout.Layout;
import dev.espalier.model.Node;
import dev.espalier.model.op.Conv2d;
import java.util.ArrayList;
import java.util.HashSet;
import java.util.List;
import java.util.Set;

/**
 * A layer that computes in whole numbers, and what follows it.
 *
 * @param of the layer
 * @param chain what follows
 */
record ByteLayerGroup(ByteLayer of, ByteChain chain) implements Group {

    @Override
    public Node output() {
        return chain.last();
    }

    @Override
    public String layer() {
        return of.node().name();
    }

    @Override
    public Set<String> members() {
        Set<String> all = new HashSet<>(chain.members());
        all.addAll(of.before());
        return all;
    }

    @Override
    public int halo(String input) {
        return input.equals(of.image()) ? of.halo() : 0;
    }

    @Override
    public void lower(Lowering lowering) {
        boolean depthwise = of.conv().groups() > 1;
        Tensor image = depthwise
                ? lowering.bytes().image(of.image(), of.halo())
                : lowering.bytes().dense(of.image(), of.halo());
        List<Tensor> inputs = new ArrayList<>(List.of(image));
        List<Tensor> further = chain.tensors(lowering);
        inputs.addAll(further);
        List<Layout> layouts = further.stream().map(Tensor::layout).toList();
        Conv2d conv = of.conv();
        ByteConvolution task = new ByteConvolution(
                of.size(),
                conv.out(),
                conv.kernel(),
                conv.stride(),
                conv.dilation(),
                of.padding().height(),
                of.padding().width(),
                of.outSize(),
                conv.groups(),
                of.weights().integers(),
                chain.rescaling(of.units(), of.bias(), 1, layouts, chain.layout(lowering)),
                (Bytes) image.layout());
        Tensor result = lowering.call(lowering.scene().shape(chain.last().name()), task, inputs);
        chain.bind(lowering, result, of);
    }
}
