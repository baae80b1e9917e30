package dev.espalier.kernel.verb;

import dev.espalier.distill.LayerPair;
import dev.espalier.kernel.magic.Kind;
import dev.espalier.kernel.magic.Variables;
import dev.espalier.model.Model;
import dev.espalier.model.Node;
import java.util.List;

/** A layer of a student and one of its teacher; completed from the models of the session. */
record LayerPairKind() implements Kind<LayerPair> {

    @Override
    public String placeholder() {
        return "STUDENT:TEACHER";
    }

    @Override
    public String expected() {
        return "two layers such as relu3:relu5, or one name where both networks have it";
    }

    @Override
    public LayerPair parse(String word, Variables variables) {
        try {
            return LayerPair.parse(word).get(0);
        } catch (IllegalArgumentException unreadable) {
            throw new IllegalArgumentException("is no pair of layers; expected " + expected(), unreadable);
        }
    }

    @Override
    public List<String> candidates(String prefix, Variables variables) {
        String before = prefix.substring(0, prefix.indexOf(':') + 1);
        return variables.named(Model.class).stream()
                .map(name -> (Model) variables.find(name).orElseThrow())
                .flatMap(model -> model.graph().layers().stream())
                .map(Node::name)
                .distinct()
                .map(before::concat)
                .toList();
    }
}
