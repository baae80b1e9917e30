package dev.espalier.compile.lower;

import dev.espalier.compile.kernel.Expr;
import dev.espalier.compile.kernel.Formulas;
import dev.espalier.model.Node;
import dev.espalier.model.op.Add;
import dev.espalier.model.op.Affine;
import dev.espalier.model.op.BatchNorm;
import dev.espalier.model.op.Binary;
import dev.espalier.model.op.Clamp;
import dev.espalier.model.op.Divide;
import dev.espalier.model.op.FakeQuantize;
import dev.espalier.model.op.Multiply;
import dev.espalier.model.op.Pointwise;
import dev.espalier.model.op.Round;
import dev.espalier.model.op.Select;
import dev.espalier.model.op.Shape;
import java.util.HashSet;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Set;

/** Finds elementwise nodes that can be computed together, and writes their formula. */
final class ElementwiseForm {

    /** Most tensors a formula reads: more would not stay in registers. */
    private static final int MOST_INPUTS = 8;

    private final Scene scene;
    private final Set<String> taken;
    private final Node output;
    private final Set<String> members = new HashSet<>();
    private final Set<String> inputs = new LinkedHashSet<>();

    private ElementwiseForm(Scene scene, Set<String> taken, Node output) {
        this.scene = scene;
        this.taken = taken;
        this.output = output;
    }

    /** Whether every number of a node's result depends on the numbers in the same place alone. */
    static boolean suits(Node node, Scene scene) {
        return node.op() instanceof Pointwise function && Formulas.knows(function)
                || node.op() instanceof Binary
                || node.op() instanceof Select
                || node.op() instanceof FakeQuantize
                        && scene.isConstant(node.inputs().get(1))
                || node.op() instanceof BatchNorm
                        && node.inputs().stream().skip(1).allMatch(scene::isConstant);
    }

    /** The group that ends with a node: as much of what it is computed from as nobody else reads. */
    static ElementwiseGroup of(Node output, Scene scene, Set<String> taken) {
        ElementwiseForm form = new ElementwiseForm(scene, taken, output);
        Expr formula = form.formula(output);
        return new ElementwiseGroup(output, form.members, formula, List.copyOf(form.inputs));
    }

    private Expr formula(Node node) {
        members.add(node.name());
        if (node.op() instanceof Pointwise function) {
            return new Expr.Unary(function, read(node, 0));
        }
        if (node.op() instanceof Binary function) {
            return new Expr.Both(function, read(node, 0), read(node, 1));
        }
        if (node.op() instanceof Select) {
            return new Expr.Choice(read(node, 0), read(node, 1), read(node, 2));
        }
        if (node.op() instanceof FakeQuantize quantize) {
            double step = FakeQuantize.magnitude(scene.constant(node.inputs().get(1))[0]);
            Expr level = new Expr.Unary(new Round(), new Expr.Both(new Divide(), read(node, 0), new Expr.Number(step)));
            return new Expr.Unary(
                    Affine.times(step), new Expr.Unary(new Clamp(quantize.least(), quantize.most()), level));
        }
        return normalized(node);
    }

    private Expr read(Node reader, int index) {
        String name = reader.inputs().get(index);
        if (scene.isConstant(name) && scene.shape(name).size() == 1) {
            return new Expr.Number(scene.constant(name)[0]);
        }
        if (!scene.isConstant(name)) {
            Node source = scene.graph().node(name);
            boolean alone = scene.onlyReader(source) == reader && !taken.contains(name);
            if (alone
                    && (source.shape().equals(output.shape()) || isSmall(source))
                    && suits(source, scene)
                    && inputs.size() + source.inputs().size() <= MOST_INPUTS) {
                return formula(source);
            }
        }
        return input(name);
    }

    /**
     * Whether a node has a smaller result that is repeated, and reads nothing that is repeated itself but single numbers, so
     * that what fits its place among the loops fits theirs.
     */
    private boolean isSmall(Node source) {
        Shape shape = scene.shape(source.name());
        return source.inputs().stream().map(scene::shape).allMatch(read -> read.equals(shape) || read.size() == 1);
    }

    private Expr input(String name) {
        inputs.add(name);
        return new Expr.Input(List.copyOf(inputs).indexOf(name));
    }

    /** Running statistics as one factor and one shift for each channel. */
    private Expr normalized(Node node) {
        List<String> names = node.inputs();
        boolean affine = names.size() == 5;
        float[] mean = scene.constant(names.get(names.size() - 2));
        float[] variance = scene.constant(names.get(names.size() - 1));
        float[] factors = new float[mean.length];
        float[] shifts = new float[mean.length];
        for (int c = 0; c < mean.length; c++) {
            double factor = 1 / Math.sqrt(variance[c] + ((BatchNorm) node.op()).epsilon());
            factor *= affine ? scene.constant(names.get(1))[c] : 1;
            factors[c] = (float) factor;
            shifts[c] = (float) ((affine ? scene.constant(names.get(2))[c] : 0) - factor * mean[c]);
        }
        Shape shape = node.shape().rank() == 4 ? Shape.of(mean.length, 1, 1) : Shape.of(1, mean.length);
        scene.add(node.name() + ".factors", shape, factors);
        scene.add(node.name() + ".shifts", shape, shifts);
        Expr scaled = new Expr.Both(new Multiply(), read(node, 0), input(node.name() + ".factors"));
        return new Expr.Both(new Add(), scaled, input(node.name() + ".shifts"));
    }
}
