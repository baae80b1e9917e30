package dev.espalier.kernel.session;

import dev.espalier.kernel.evaluate.Evaluator;
import dev.espalier.kernel.magic.Magics;
import dev.espalier.kernel.magic.Schema;
import dev.espalier.kernel.magic.Schema.Form;
import java.util.Optional;

/**
 * What the splitting of a cell needs to know of its session.
 *
 * @param unfinished whether the cell is still being written, so that the start of a name counts as the name
 */
record KnownMagics(Magics magics, Evaluator evaluator, boolean unfinished) implements CellParser.Names {

    @Override
    public boolean known(String name) {
        return magics.schemas().stream()
                .anyMatch(schema -> schema.name().equals(name)
                        || unfinished && schema.name().startsWith(name));
    }

    @Override
    public Optional<Schema> schema(String name, Form form) {
        return magics.schema(name, form);
    }

    @Override
    public boolean isVariable(String name) {
        return evaluator.variables().stream()
                .anyMatch(variable -> variable.name().equals(name));
    }
}
