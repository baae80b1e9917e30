package dev.espalier.onnx;

import dev.espalier.model.op.Gather;
import dev.espalier.model.op.ScatterAdd;
import dev.espalier.model.op.Shape;
import dev.espalier.onnx.Exporters.Registry;
import java.util.Arrays;
import java.util.List;

/** Operators that choose numbers by their positions. */
final class IndexExports {

    private IndexExports() {}

    static void register(Registry registry) {
        registry.accept(Gather.class, IndexExports::gather);
        registry.accept(ScatterAdd.class, IndexExports::scatterAdd);
    }

    private static void gather(Gather op, Export at) {
        String positions = at.positions(1);
        if (op.perItem()) {
            String tuples = at.add("Unsqueeze", List.of(positions, at.list(-1)));
            at.result("GatherND", List.of(at.input(0), tuples), Attribute.of("batch_dims", 1));
        } else {
            at.result("Gather", List.of(at.input(0), positions), Attribute.of("axis", 0));
        }
    }

    private static void scatterAdd(ScatterAdd op, Export at) {
        String table = at.add("Expand", List.of(at.scalar(0), at.dims(at.shape())));
        if (op.perItem()) {
            scatterInItems(op, at, table);
        } else {
            String tuples = at.add("Unsqueeze", List.of(at.positions(1), at.list(-1)));
            at.result("ScatterND", List.of(table, tuples, at.input(0)), Attribute.of("reduction", "add"));
        }
    }

    /** Tables of the items one behind the other would be one, but their number may be open: so each number is placed by itself. */
    private static void scatterInItems(ScatterAdd op, Export at, String table) {
        Shape values = at.shape(0);
        Shape indices = at.shape(1);
        int items = values.dim(0);
        int count = Math.toIntExact(indices.withBatch(1).withDim(0, 1).size());
        int width = Math.toIntExact(values.withBatch(1).withDim(0, 1).size()) / count;
        Shape flat = Shape.of(items, count, width);
        String positions = at.reshaped(at.positions(1), Shape.of(items, count, 1));
        String each = at.add("Expand", List.of(positions, at.dims(flat)));
        String added = at.add(
                "ScatterElements",
                List.of(at.reshaped(table, Shape.of(items, op.rows(), width)), each, at.reshaped(at.input(0), flat)),
                Attribute.of("axis", 1),
                Attribute.of("reduction", "add"));
        at.result("Reshape", List.of(added, at.newDims(at.shape())));
    }

    /** Chosen positions along one axis. */
    static String choose(Export at, String value, int axis, int[] positions) {
        String chosen = at.list(Arrays.stream(positions).asLongStream().toArray());
        return at.add("Gather", List.of(value, chosen), Attribute.of("axis", axis));
    }
}
