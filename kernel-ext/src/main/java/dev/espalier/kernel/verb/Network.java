package dev.espalier.kernel.verb;

import dev.espalier.compile.network.CompiledModel;
import dev.espalier.kernel.magic.Kind;
import dev.espalier.kernel.magic.Variables;
import dev.espalier.model.Model;
import dev.espalier.model.Nearest;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;

/**
 * A network that a variable holds, compiled or not.
 *
 * @param compiled itself, if it was
 */
record Network(Model model, Optional<CompiledModel> compiled) {

    /** A variable with one. */
    static final Kind<Network> KIND = new Word();

    private record Word() implements Kind<Network> {

        @Override
        public String placeholder() {
            return "MODEL";
        }

        @Override
        public String expected() {
            return "a Model or a CompiledModel, for example one made by %zoo or by %compile";
        }

        @Override
        public Network parse(String word, Variables variables) {
            Object value = variables.find(word).orElseThrow(() -> {
                String near = Nearest.to(word, candidates(word, variables))
                        .map(name -> "did you mean '" + name + "'?")
                        .orElse("expected " + expected());
                return new IllegalArgumentException("is no variable with a value in this session; " + near);
            });
            if (value instanceof CompiledModel compiled) {
                return new Network(compiled.model(), Optional.of(compiled));
            }
            if (value instanceof Model model) {
                return new Network(model, Optional.empty());
            }
            throw new IllegalArgumentException(
                    "is of type " + value.getClass().getSimpleName() + "; expected " + expected());
        }

        @Override
        public List<String> candidates(String prefix, Variables variables) {
            List<String> names = new ArrayList<>(variables.named(Model.class));
            names.addAll(variables.named(CompiledModel.class));
            return names;
        }
    }
}
