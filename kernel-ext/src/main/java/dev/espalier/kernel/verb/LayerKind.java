package dev.espalier.kernel.verb;

import dev.espalier.kernel.magic.Kind;
import dev.espalier.kernel.magic.Variables;
import dev.espalier.model.Model;
import dev.espalier.model.Node;
import dev.espalier.model.op.Conv2d;
import dev.espalier.model.op.ConvTranspose2d;
import dev.espalier.model.op.Linear;
import java.util.List;

/** The name of a layer with weights, {@code *} standing for anything; completed from the models of the session. */
record LayerKind() implements Kind<String> {

    @Override
    public String placeholder() {
        return "LAYER";
    }

    @Override
    public String expected() {
        return "the name of a layer, in which * stands for anything";
    }

    @Override
    public String parse(String word, Variables variables) {
        return word;
    }

    @Override
    public List<String> candidates(String prefix, Variables variables) {
        return variables.named(Model.class).stream()
                .map(name -> (Model) variables.find(name).orElseThrow())
                .flatMap(model -> model.graph().layers().stream())
                .filter(LayerKind::hasWeights)
                .map(Node::name)
                .distinct()
                .toList();
    }

    private static boolean hasWeights(Node layer) {
        return layer.op() instanceof Conv2d || layer.op() instanceof ConvTranspose2d || layer.op() instanceof Linear;
    }
}
