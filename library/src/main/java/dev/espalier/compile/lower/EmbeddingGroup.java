package dev.espalier.compile.lower;

import dev.espalier.compile.kernel.Embedding;
import dev.espalier.compile.layout.Features;
import dev.espalier.compile.layout.Plain;
import dev.espalier.model.Node;
import dev.espalier.model.op.Add;
import dev.espalier.model.op.Gather;
import dev.espalier.model.op.Shape;
import java.util.ArrayList;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Set;

/**
 * Rows of tables for every position of a sequence, with what is added to them: further tables' rows, and constants such as
 * an embedding of the positions.
 *
 * @param output the last sum
 * @param members all nodes it computes
 * @param gathers that take the rows
 * @param added names of constants [positions, features]
 */
record EmbeddingGroup(Node output, Set<String> members, List<Node> gathers, List<String> added) implements Group {

    /** Whether a node takes a row of a constant table for every position. */
    static boolean suits(Node node, Scene scene) {
        return node.op() instanceof Gather gather
                && !gather.perItem()
                && scene.isConstant(node.inputs().get(0))
                && scene.shape(node.inputs().get(0)).rank() == 2
                && scene.shape(node.inputs().get(1)).rank() == 2
                && scene.shape(node.inputs().get(1)).dim(0) == 1;
    }

    static EmbeddingGroup of(Node first, Scene scene, Set<String> taken) {
        Set<String> members = new LinkedHashSet<>(List.of(first.name()));
        List<Node> gathers = new ArrayList<>(List.of(first));
        List<String> added = new ArrayList<>();
        Node last = first;
        for (Node next = scene.onlyReader(last); next != null; next = scene.onlyReader(last)) {
            if (!(next.op() instanceof Add)
                    || taken.contains(next.name())
                    || !next.shape().equals(first.shape())) {
                break;
            }
            String other = next.inputs().get(next.inputs().get(0).equals(last.name()) ? 1 : 0);
            if (scene.isConstant(other)) {
                if (scene.shape(other).size() != scene.shape(first.name()).size()) {
                    break;
                }
                added.add(other);
            } else {
                Node more = scene.graph().node(other);
                if (!suits(more, scene) || taken.contains(other) || scene.onlyReader(more) != next) {
                    break;
                }
                gathers.add(more);
                members.add(other);
            }
            members.add(next.name());
            last = next;
        }
        return new EmbeddingGroup(last, members, gathers, added);
    }

    @Override
    public void lower(Lowering lowering) {
        Shape shape = lowering.scene().shape(output.name());
        List<Tensor> inputs = new ArrayList<>();
        List<Embedding.Table> tables = new ArrayList<>();
        for (Node gather : gathers) {
            Tensor table = lowering.plain(gather.inputs().get(0));
            Tensor numbers = lowering.plain(gather.inputs().get(1));
            inputs.addAll(List.of(table, numbers));
            tables.add(new Embedding.Table(table.shape().dim(0), (Plain) table.layout(), (Plain) numbers.layout()));
        }
        List<Plain> matrices = new ArrayList<>();
        for (String name : added) {
            Tensor matrix = lowering.plain(name);
            inputs.add(matrix);
            matrices.add((Plain) matrix.layout());
        }
        Features to = new Features(shape.dim(2), shape.dim(1), lowering.target().lanes());
        lowering.bind(output.name(), lowering.call(shape, new Embedding(tables, matrices, to), inputs));
    }
}
