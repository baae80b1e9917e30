package dev.espalier.compile.lower;

import dev.espalier.compile.kernel.Elementwise;
import dev.espalier.compile.kernel.Elementwise.Walk;
import dev.espalier.compile.kernel.Expr;
import dev.espalier.compile.layout.Blocked;
import dev.espalier.compile.layout.Features;
import dev.espalier.compile.layout.Layout;
import dev.espalier.compile.layout.Plain;
import dev.espalier.model.Node;
import dev.espalier.model.op.Shape;
import java.util.ArrayList;
import java.util.List;
import java.util.Set;

/**
 * Elementwise nodes that are computed in one pass.
 *
 * @param output the last of them
 * @param members all of them
 * @param formula of the inputs
 * @param inputs names of what the formula reads; constants may have been made for it
 */
record ElementwiseGroup(Node output, Set<String> members, Expr formula, List<String> inputs) implements Group {

    @Override
    public void lower(Lowering lowering) {
        Shape shape = lowering.scene().shape(output.name());
        Layout natural = natural(lowering, shape);
        Tensor result;
        if (natural instanceof Blocked) {
            result = images(lowering, shape, lowering.imageLayout(shape, lowering.halo(output.name())));
        } else if (natural instanceof Features features) {
            result = sequences(lowering, shape, features);
        } else {
            result = rows(lowering, shape);
        }
        lowering.bind(output.name(), result);
    }

    /** The layout of the first input that is as large as the result and that all other inputs fit. */
    private Layout natural(Lowering lowering, Shape shape) {
        for (String input : inputs) {
            Tensor tensor = lowering.any(input);
            if (!lowering.scene().isConstant(input) && tensor.shape().equals(shape)) {
                Layout layout = tensor.layout();
                boolean fits = layout instanceof Plain
                        || inputs.stream()
                                .allMatch(other -> fits(lowering.any(other).shape(), shape, layout));
                return fits ? layout : new Plain(shape);
            }
        }
        return new Plain(shape);
    }

    private static boolean fits(Shape other, Shape shape, Layout layout) {
        if (other.equals(shape) || other.size() == 1) {
            return true;
        }
        if (layout instanceof Features) {
            return perFeature(other, shape) || perPosition(other, shape);
        }
        return perChannel(other, shape) || shape.rank() == 4 && perPixel(other, shape);
    }

    private static boolean perChannel(Shape other, Shape shape) {
        if (shape.rank() != 4) {
            return shape.rank() == 3 && perFeature(other, shape);
        }
        int rank = other.rank();
        return rank >= 3 && other.dim(rank - 1) == 1 && other.dim(rank - 2) == 1 && other.size() == shape.dim(1);
    }

    private static boolean perPixel(Shape other, Shape shape) {
        int rank = other.rank();
        return rank >= 2
                && other.dim(rank - 1) == shape.dim(3)
                && other.dim(rank - 2) == shape.dim(2)
                && other.size() == (long) shape.dim(2) * shape.dim(3);
    }

    private static boolean perFeature(Shape other, Shape shape) {
        return other.dim(other.rank() - 1) == shape.dim(2) && other.size() == shape.dim(2);
    }

    private static boolean perPosition(Shape other, Shape shape) {
        int rank = other.rank();
        return rank >= 2
                && other.dim(rank - 1) == 1
                && other.dim(rank - 2) == shape.dim(1)
                && other.size() == shape.dim(1);
    }

    private Tensor images(Lowering lowering, Shape shape, Blocked to) {
        List<Tensor> tensors = new ArrayList<>();
        for (String input : inputs) {
            Shape other = lowering.any(input).shape();
            boolean plain = other.size() == 1 || !other.equals(shape) && !perChannel(other, shape);
            tensors.add(
                    plain
                            ? lowering.plain(input)
                            : other.equals(shape) ? lowering.image(input, 0) : vector(lowering, input));
        }
        boolean alike = tensors.stream()
                .allMatch(tensor -> tensor.shape().size() == 1 || tensor.shape().equals(shape));
        boolean noHalo = alike
                && to.halo() == 0
                && tensors.stream().allMatch(t -> !(t.layout() instanceof Blocked b) || b.halo() == 0);
        List<Integer> extents = noHalo
                ? List.of()
                : alike ? List.of(to.blocks(), to.height()) : List.of(to.blocks(), to.height(), to.width());
        int run = noHalo ? (int) to.floats() : alike ? to.width() * to.lanes() : to.lanes();
        List<Walk> walks = tensors.stream()
                .map(tensor -> imageWalk(tensor, shape, to, extents.size()))
                .toList();
        return lowering.call(
                shape, new Elementwise(formula, extents, run, walks, imageWalk(to, extents.size())), tensors);
    }

    /** A value for each channel, as an image of one pixel. */
    private static Tensor vector(Lowering lowering, String input) {
        Tensor tensor = lowering.any(input);
        return lowering.as(
                input,
                new Blocked((int) tensor.shape().size(), 1, 1, lowering.target().lanes(), 0));
    }

    private static Walk imageWalk(Blocked layout, int loops) {
        List<Integer> strides = List.of(layout.planePitch(), layout.rowPitch(), layout.lanes());
        return new Walk(layout, layout.pixel(0, 0), strides.subList(0, loops), 1);
    }

    private static Walk imageWalk(Tensor tensor, Shape shape, Blocked to, int loops) {
        if (tensor.shape().size() == 1) {
            return new Walk(tensor.layout(), 0, List.of(0, 0, 0).subList(0, loops), 0);
        }
        if (tensor.layout() instanceof Blocked blocked) {
            return tensor.shape().equals(shape)
                    ? imageWalk(blocked, loops)
                    : new Walk(blocked, 0, List.of(to.lanes(), 0, 0), 1);
        }
        return new Walk(tensor.layout(), 0, List.of(0, to.width(), 1), 0);
    }

    private Tensor sequences(Lowering lowering, Shape shape, Features to) {
        List<Tensor> tensors = new ArrayList<>();
        List<Walk> walks = new ArrayList<>();
        for (String input : inputs) {
            Shape other = lowering.any(input).shape();
            Tensor tensor = other.equals(shape) ? lowering.features(input) : lowering.plain(input);
            tensors.add(tensor);
            if (other.equals(shape)) {
                walks.add(new Walk(tensor.layout(), 0, List.of(to.pitch()), 1));
            } else if (other.size() == 1) {
                walks.add(new Walk(tensor.layout(), 0, List.of(0), 0));
            } else if (perFeature(other, shape)) {
                walks.add(new Walk(tensor.layout(), 0, List.of(1), 0));
            } else {
                walks.add(new Walk(tensor.layout(), 0, List.of(0), 1));
            }
        }
        boolean filled = walks.stream().allMatch(walk -> walk.layout() instanceof Features || walk.step() == 0);
        Walk write = new Walk(to, 0, List.of(to.pitch()), 1);
        int run = filled ? to.pitch() : to.positions();
        return lowering.call(shape, new Elementwise(formula, List.of(to.features()), run, walks, write), tensors);
    }

    private Tensor rows(Lowering lowering, Shape shape) {
        List<Tensor> tensors = inputs.stream().map(lowering::plain).toList();
        RowLoops loops = RowLoops.of(shape, tensors.stream().map(Tensor::shape).toList());
        List<Walk> walks = new ArrayList<>();
        for (int i = 0; i < tensors.size(); i++) {
            walks.add(new Walk(tensors.get(i).layout(), 0, loops.strides(i), loops.step(i)));
        }
        Walk write = new Walk(new Plain(shape), 0, loops.written(), 1);
        return lowering.call(shape, new Elementwise(formula, loops.extents(), loops.run(), walks, write), tensors);
    }
}
