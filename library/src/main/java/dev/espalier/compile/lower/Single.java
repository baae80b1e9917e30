package dev.espalier.compile.lower;

import dev.espalier.model.Node;
import java.util.Set;
import java.util.function.Consumer;

/**
 * A node that becomes calls by itself.
 *
 * @param output the node
 * @param rule writes its calls
 */
record Single(Node output, Consumer<Lowering> rule) implements Group {

    @Override
    public Set<String> members() {
        return Set.of(output.name());
    }

    @Override
    public void lower(Lowering lowering) {
        rule.accept(lowering);
    }
}
