package dev.espalier.model.file;

import com.fasterxml.jackson.databind.node.ObjectNode;
import dev.espalier.model.op.Op;
import java.util.function.BiConsumer;
import java.util.function.Function;
import java.util.function.Supplier;

/**
 * How one kind of operator is written and read.
 *
 * @param kind its word in the file
 * @param type the operator
 * @param writer puts the attributes
 * @param reader makes the operator of its attributes
 */
record Codec<O extends Op>(String kind, Class<O> type, BiConsumer<O, ObjectNode> writer, Function<Fields, O> reader) {

    /** An operator without attributes. */
    static <O extends Op> Codec<O> plain(String kind, Class<O> type, Supplier<O> op) {
        return new Codec<>(kind, type, (any, json) -> {}, in -> op.get());
    }

    void write(Op op, ObjectNode json) {
        writer.accept(type.cast(op), json);
    }
}
