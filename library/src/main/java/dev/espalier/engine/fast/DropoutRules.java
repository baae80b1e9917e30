package dev.espalier.engine.fast;

import dev.espalier.engine.Dropouts;
import dev.espalier.model.Node;
import dev.espalier.model.Seed;
import dev.espalier.model.op.DropoutMask;
import java.util.List;

/** What is dropped, number by number. */
final class DropoutRules {

    private DropoutRules() {}

    static void mask(DropoutMask op, Node node, Lowering to) {
        Tensor seed = to.plain(node.inputs().get(0));
        Tensor mask = to.write(node.name(), to.natives().plain(to.dims(node.name())));
        long length = mask.layout().length();
        to.loop(node.name(), List.of(seed, mask), LoopCall.of(node, tensors -> {
            Seed ofMask = Dropouts.seed(op, part -> tensors[0].get(part));
            for (long i = 0; i < length; i++) {
                tensors[1].put(i, (float) Dropouts.number(op, ofMask, i));
            }
        }));
    }
}
