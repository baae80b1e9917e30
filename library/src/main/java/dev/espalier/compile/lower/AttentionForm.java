package dev.espalier.compile.lower;

import dev.espalier.compile.lower.AttentionGroup.Source;
import dev.espalier.model.Node;
import dev.espalier.model.op.Add;
import dev.espalier.model.op.Affine;
import dev.espalier.model.op.Divide;
import dev.espalier.model.op.Expand;
import dev.espalier.model.op.MatMul;
import dev.espalier.model.op.Multiply;
import dev.espalier.model.op.Reshape;
import dev.espalier.model.op.Shape;
import dev.espalier.model.op.Slice;
import dev.espalier.model.op.Softmax;
import dev.espalier.model.op.Transpose;
import java.util.HashSet;
import java.util.List;
import java.util.Optional;
import java.util.Set;

/**
 * Finds attention in the operators it is written with: softmax over the last axis of scaled and perhaps masked products of
 * two sequences, times a third, each cut into heads by a reshape and a transposition, and joined again. Scales may stand at
 * the query, the key or the product; a mask is added to the scores and has a number for each key.
 */
final class AttentionForm {

    private static final List<Integer> HEADS_FIRST = List.of(0, 2, 1, 3);
    private static final List<Integer> HEADS_FIRST_TURNED = List.of(0, 2, 3, 1);

    private final Scene scene;
    private final Set<String> taken;
    private final Set<String> members = new HashSet<>();
    private double scale = 1;
    private String mask;

    private AttentionForm(Scene scene, Set<String> taken) {
        this.scene = scene;
        this.taken = taken;
    }

    /** The attention whose weighted mean of values a node is, if it is one. */
    static Optional<AttentionGroup> of(Node mean, Scene scene, Set<String> taken) {
        return Optional.ofNullable(new AttentionForm(scene, taken).group(mean));
    }

    private AttentionGroup group(Node mean) {
        if (!(mean.op() instanceof MatMul product) || product.transposeA() || !isHeads(mean.name())) {
            return null;
        }
        Node turned = scene.onlyReader(mean);
        Node joined = turned == null ? null : scene.onlyReader(turned);
        if (joined == null || !isTranspose(turned, HEADS_FIRST) || !(joined.op() instanceof Reshape)) {
            return null;
        }
        Shape heads = scene.shape(mean.name());
        if (!scene.shape(joined.name()).equals(Shape.of(1, heads.dim(2), heads.dim(1) * heads.dim(3)))) {
            return null;
        }
        members.addAll(Set.of(mean.name(), turned.name(), joined.name()));
        Node scores = scores(mean.inputs().get(0), mean);
        if (scores == null) {
            return null;
        }
        MatMul similarity = (MatMul) scores.op();
        Source query = source(scores.inputs().get(0), scores, false);
        Source key = source(scores.inputs().get(1), scores, !similarity.transposeB());
        double ofScores = scale;
        Source value = source(mean.inputs().get(1), mean, product.transposeB());
        if (query == null || key == null || value == null || scale != ofScores) {
            return null;
        }
        return new AttentionGroup(joined, members, heads.dim(1), query, key, value, scale, mask);
    }

    private boolean isHeads(String name) {
        Shape shape = scene.shape(name);
        return shape.rank() == 4 && shape.dim(0) == 1;
    }

    /** From the weights back through softmax, mask and scale to the product; null if something else is there. */
    private Node scores(String weights, Node reader) {
        Node softmax = own(weights, reader);
        if (softmax == null || !(softmax.op() instanceof Softmax over) || over.axis() != 3) {
            return null;
        }
        Node after = softmax;
        Node node = own(softmax.inputs().get(0), softmax);
        while (node != null && !(node.op() instanceof MatMul)) {
            after = node;
            String next = scaled(node);
            node = own(next != null ? next : masked(node), after);
        }
        boolean suits = node != null && !((MatMul) node.op()).transposeA() && isHeads(node.name());
        return suits ? node : null;
    }

    /** The scores that a node adds a mask to; null if it does not. */
    private String masked(Node node) {
        // What is scaled after the mask was added would scale the mask.
        if (!(node.op() instanceof Add) || mask != null || scale != 1) {
            return null;
        }
        int keys = scene.shape(node.name()).dim(3);
        for (int i = 0; i < 2; i++) {
            String other = node.inputs().get(i);
            Node source = scene.graph().node(other);
            if (source.op() instanceof Expand && !scene.isConstant(other)) {
                other = source.inputs().get(0);
            }
            Shape shape = scene.shape(other);
            if (shape.size() == keys && shape.dim(shape.rank() - 1) == keys) {
                mask = other;
                return node.inputs().get(1 - i);
            }
        }
        return null;
    }

    /** What a node multiplies with a constant, which is noted; null if it does not. */
    private String scaled(Node node) {
        if (node.op() instanceof Affine affine && affine.shift() == 0) {
            scale *= affine.scale();
            return node.inputs().get(0);
        }
        boolean divided = node.op() instanceof Divide;
        if (divided || node.op() instanceof Multiply) {
            for (int i = 1; i >= (divided ? 1 : 0); i--) {
                String factor = node.inputs().get(i);
                if (scene.isConstant(factor) && scene.shape(factor).size() == 1) {
                    float number = scene.constant(factor)[0];
                    scale *= divided ? 1 / number : number;
                    return node.inputs().get(1 - i);
                }
            }
        }
        return null;
    }

    /**
     * From one side of a product back to the sequence it is cut from.
     *
     * @param turned whether features come before positions
     */
    private Source source(String name, Node reader, boolean turned) {
        Node after = reader;
        Node node = through(name, after);
        String next = scaled(node);
        if (next != null) {
            after = node;
            node = through(next, after);
        }
        boolean direct = isTranspose(node, turned ? HEADS_FIRST_TURNED : HEADS_FIRST);
        if (!direct && turned && isTranspose(node, List.of(0, 1, 3, 2))) {
            after = node;
            node = through(node.inputs().get(0), after);
            next = scaled(node);
            if (next != null) {
                after = node;
                node = through(next, after);
            }
            direct = isTranspose(node, HEADS_FIRST);
        }
        if (!direct) {
            return null;
        }
        Node cut = through(node.inputs().get(0), node);
        if (!(cut.op() instanceof Reshape)) {
            return null;
        }
        Shape heads = scene.shape(cut.name());
        String sequence = cut.inputs().get(0);
        Shape shape = scene.shape(sequence);
        if (shape.rank() != 3
                || !shape.equals(Shape.of(1, heads.dim(1), heads.dim(2) * heads.dim(3)))
                || scene.isConstant(sequence)) {
            return null;
        }
        Node slice = scene.graph().node(sequence);
        if (slice.op() instanceof Slice part && part.axis() == 2 && !taken.contains(sequence)) {
            through(sequence, cut);
            return new Source(slice.inputs().get(0), part.from());
        }
        return new Source(sequence, 0);
    }

    private static boolean isTranspose(Node node, List<Integer> order) {
        return node.op() instanceof Transpose transpose
                && transpose.permutation().equals(order);
    }

    /** A node that is computed for one reader alone; null otherwise. */
    private Node own(String name, Node reader) {
        if (name == null || scene.isConstant(name) || taken.contains(name)) {
            return null;
        }
        Node node = scene.graph().node(name);
        if (scene.onlyReader(node) != reader) {
            return null;
        }
        members.add(name);
        return node;
    }

    /** A node on the way to a sequence, which others may read as well; it is then computed for them. */
    private Node through(String name, Node reader) {
        own(name, reader);
        return scene.graph().node(name);
    }
}
