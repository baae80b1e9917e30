package dev.espalier.kernel.session;

import dev.espalier.kernel.evaluate.Evaluator;
import dev.espalier.kernel.evaluate.Variable;
import dev.espalier.kernel.magic.Surroundings;
import dev.espalier.kernel.magic.Variables;
import java.nio.file.Path;
import java.util.List;
import java.util.Optional;

/** What the Java cells have declared, for the words of magics. */
record CellVariables(Evaluator evaluator, Surroundings surroundings) implements Variables {

    @Override
    public Optional<Object> find(String name) {
        return evaluator.variable(name);
    }

    @Override
    public List<String> names() {
        return evaluator.variables().stream().map(Variable::name).toList();
    }

    @Override
    public List<String> named(Class<?> type) {
        return evaluator.variables().stream()
                .filter(variable -> type.isInstance(variable.value()))
                .map(Variable::name)
                .toList();
    }

    @Override
    public Path directory() {
        return surroundings.directory();
    }
}
