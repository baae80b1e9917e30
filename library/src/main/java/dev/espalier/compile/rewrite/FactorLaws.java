package dev.espalier.compile.rewrite;

import dev.espalier.model.Node;
import dev.espalier.model.op.Add;
import dev.espalier.model.op.Affine;
import dev.espalier.model.op.Conv2d;
import dev.espalier.model.op.Divide;
import dev.espalier.model.op.Linear;
import dev.espalier.model.op.Multiply;
import dev.espalier.model.op.Op;
import dev.espalier.model.op.Reshape;
import dev.espalier.model.op.Shape;
import dev.espalier.model.op.Subtract;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Optional;

/** Laws that take common factors out, and factors into weights. */
final class FactorLaws {

    private FactorLaws() {}

    static Optional<Replacement> distributive(Term term, Facts facts) {
        if (!(term.op() instanceof Add || term.op() instanceof Subtract)) {
            return Optional.empty();
        }
        Node left = facts.own(term.inputs().get(0));
        Node right = facts.own(term.inputs().get(1));
        if (left == null || right == null || left == right) {
            return Optional.empty();
        }
        if (left.op() instanceof Multiply && right.op() instanceof Multiply) {
            return product(term, left, right, facts);
        }
        if (left.op() instanceof Divide
                && right.op() instanceof Divide
                && left.inputs().get(1).equals(right.inputs().get(1))) {
            return factored(
                    term,
                    new Divide(),
                    left.inputs().get(0),
                    right.inputs().get(0),
                    left.inputs().get(1),
                    facts);
        }
        boolean maps = isMap(left) && left.op().equals(right.op());
        return maps ? maps(term, left, right, facts) : Optional.empty();
    }

    private static Optional<Replacement> product(Term term, Node left, Node right, Facts facts) {
        for (int i = 0; i < 2; i++) {
            int other = right.inputs().indexOf(left.inputs().get(i));
            if (other >= 0) {
                return factored(
                        term,
                        new Multiply(),
                        left.inputs().get(1 - i),
                        right.inputs().get(1 - other),
                        left.inputs().get(i),
                        facts);
            }
        }
        return Optional.empty();
    }

    private static Optional<Replacement> factored(
            Term term, Op by, String left, String right, String factor, Facts facts) {
        String sum = facts.name(term.name() + ".sum");
        return Optional.of(Replacement.of(Term.of(term.name(), by, sum, factor), Term.of(sum, term.op(), left, right)));
    }

    /** A linear layer or convolution with constant weights. */
    private static boolean isMap(Node node) {
        return node.op() instanceof Linear || node.op() instanceof Conv2d;
    }

    private static boolean constantWeights(Node map, Facts facts) {
        return map.inputs().stream().skip(1).allMatch(facts::isConstant);
    }

    private static Optional<Replacement> maps(Term term, Node left, Node right, Facts facts) {
        boolean suits = left.inputs().get(0).equals(right.inputs().get(0))
                && left.shape().equals(right.shape())
                && constantWeights(left, facts)
                && constantWeights(right, facts)
                && (left.inputs().size() == right.inputs().size()
                        || term.op() instanceof Add
                        || left.inputs().size() == 3);
        if (!suits) {
            return Optional.empty();
        }
        List<Term> before = new ArrayList<>();
        String weights = facts.name(term.name() + ".weights");
        before.add(
                Term.of(weights, term.op(), left.inputs().get(1), right.inputs().get(1)));
        List<String> inputs = new ArrayList<>(List.of(left.inputs().get(0), weights));
        if (left.inputs().size() == 3 && right.inputs().size() == 3) {
            String bias = facts.name(term.name() + ".bias");
            before.add(Term.of(
                    bias, term.op(), left.inputs().get(2), right.inputs().get(2)));
            inputs.add(bias);
        } else if (left.inputs().size() + right.inputs().size() == 5) {
            inputs.add(
                    left.inputs().size() == 3
                            ? left.inputs().get(2)
                            : right.inputs().get(2));
        }
        return Optional.of(new Replacement(before, new Term(term.name(), left.op(), inputs), null));
    }

    static Optional<Replacement> scaling(Term term, Facts facts) {
        if (term.op() instanceof Affine affine) {
            Node map = facts.own(term.inputs().get(0));
            boolean suits = map != null
                    && isMap(map)
                    && constantWeights(map, facts)
                    && (map.inputs().size() == 3 || affine.shift() == 0);
            return suits ? Optional.of(scaled(term, map, affine, facts)) : Optional.empty();
        }
        if (!(term.op() instanceof Add || term.op() instanceof Multiply)) {
            return Optional.empty();
        }
        for (int side = 0; side < 2; side++) {
            String constant = term.inputs().get(side);
            Node map = facts.own(term.inputs().get(1 - side));
            if (map != null
                    && isMap(map)
                    && constantWeights(map, facts)
                    && facts.isConstant(constant)
                    && perChannel(facts.shape(constant), map)) {
                return Optional.of(
                        term.op() instanceof Add
                                ? shifted(term, map, constant, facts)
                                : scaled(term, map, constant, facts));
            }
        }
        return Optional.empty();
    }

    private static int channelAxis(Node map) {
        return map.op() instanceof Linear ? map.shape().rank() - 1 : 1;
    }

    private static int channels(Node map) {
        return map.shape().dim(channelAxis(map));
    }

    /** Whether a tensor that is repeated differs along the axis of channels alone, and is as long there. */
    private static boolean perChannel(Shape shape, Node map) {
        int own = channelAxis(map) - (map.shape().rank() - shape.rank());
        return own >= 0
                && shape.rank() <= map.shape().rank()
                && shape.dim(own) == channels(map)
                && shape.size() == channels(map);
    }

    private static Replacement scaled(Term term, Node map, Affine affine, Facts facts) {
        String weights = facts.name(term.name() + ".weights");
        List<Term> before = new ArrayList<>();
        before.add(Term.of(weights, Affine.times(affine.scale()), map.inputs().get(1)));
        List<String> inputs = new ArrayList<>(List.of(map.inputs().get(0), weights));
        if (map.inputs().size() == 3) {
            String bias = facts.name(term.name() + ".bias");
            before.add(Term.of(bias, affine, map.inputs().get(2)));
            inputs.add(bias);
        }
        return new Replacement(before, new Term(term.name(), map.op(), inputs), null);
    }

    private static Replacement scaled(Term term, Node map, String factors, Facts facts) {
        String weights = facts.name(term.name() + ".weights");
        String column = facts.name(term.name() + ".factors");
        Shape shape = facts.shape(map.inputs().get(1));
        int[] columns = new int[shape.rank()];
        Arrays.fill(columns, 1);
        columns[0] = channels(map);
        List<Term> before = new ArrayList<>();
        before.add(Term.of(column, new Reshape(Shape.of(columns)), factors));
        before.add(Term.of(weights, new Multiply(), map.inputs().get(1), column));
        List<String> inputs = new ArrayList<>(List.of(map.inputs().get(0), weights));
        if (map.inputs().size() == 3) {
            String row = facts.name(term.name() + ".row");
            String bias = facts.name(term.name() + ".bias");
            before.add(Term.of(row, new Reshape(Shape.of(channels(map))), factors));
            before.add(Term.of(bias, new Multiply(), map.inputs().get(2), row));
            inputs.add(bias);
        }
        return new Replacement(before, new Term(term.name(), map.op(), inputs), null);
    }

    private static Replacement shifted(Term term, Node map, String summands, Facts facts) {
        String row = facts.name(term.name() + ".row");
        List<Term> before = new ArrayList<>();
        before.add(Term.of(row, new Reshape(Shape.of(channels(map))), summands));
        String bias = row;
        if (map.inputs().size() == 3) {
            bias = facts.name(term.name() + ".bias");
            before.add(Term.of(bias, new Add(), map.inputs().get(2), row));
        }
        List<String> inputs = List.of(map.inputs().get(0), map.inputs().get(1), bias);
        return new Replacement(before, new Term(term.name(), map.op(), inputs), null);
    }
}
