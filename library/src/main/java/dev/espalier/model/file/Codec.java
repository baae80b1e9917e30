package dev.espalier.model.file;

import com.fasterxml.jackson.databind.node.ObjectNode;
import dev.espalier.model.op.Op;
import java.util.function.BiConsumer;
import java.util.function.Function;

/**
 * How one kind of operator is written and read.
 *
 * @param kind its word in the file
 * @param type the operator
 * @param writer puts the attributes
 * @param reader makes the operator of its attributes
 */
record Codec<O extends Op>(String kind, Class<O> type, BiConsumer<O, ObjectNode> writer, Function<Fields, O> reader) {

    void write(Op op, ObjectNode json) {
        writer.accept(type.cast(op), json);
    }
}
