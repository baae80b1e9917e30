package dev.espalier.compile.lower;

import dev.espalier.compile.kernel.ImageMean;
import dev.espalier.compile.kernel.Pooling;
import dev.espalier.compile.kernel.Resizing;
import dev.espalier.compile.kernel.Resizing.Between;
import dev.espalier.compile.kernel.Task;
import dev.espalier.compile.layout.Blocked;
import dev.espalier.engine.Taps;
import dev.espalier.model.Node;
import dev.espalier.model.op.AveragePool2d;
import dev.espalier.model.op.MaxPool2d;
import dev.espalier.model.op.Resize2d;
import dev.espalier.model.op.Shape;
import dev.espalier.model.op.Size2d;
import java.util.List;
import java.util.function.BiFunction;
import java.util.stream.IntStream;

/** Nodes that read an image and give one, channel by channel. */
final class ImageRules {

    private ImageRules() {}

    static void maxPool(Lowering lowering, Node node) {
        MaxPool2d op = (MaxPool2d) node.op();
        pool(lowering, node, false, op.kernel(), op.stride(), op.padding());
    }

    static void averagePool(Lowering lowering, Node node) {
        AveragePool2d op = (AveragePool2d) node.op();
        pool(lowering, node, true, op.kernel(), op.stride(), op.padding());
    }

    private static void pool(Lowering lowering, Node node, boolean mean, Size2d kernel, Size2d stride, Size2d padding) {
        image(lowering, node, (from, to) -> new Pooling(mean, kernel, stride, padding, from, to));
    }

    static void mean(Lowering lowering, Node node) {
        image(lowering, node, ImageMean::new);
    }

    static void resize(Lowering lowering, Node node) {
        Resize2d op = (Resize2d) node.op();
        image(
                lowering,
                node,
                (from, to) -> new Resizing(
                        between(Taps.of(op, from.height(), to.height())),
                        between(Taps.of(op, from.width(), to.width())),
                        from,
                        to));
    }

    private static List<Between> between(Taps taps) {
        return IntStream.range(0, taps.low().length)
                .mapToObj(i -> new Between(taps.low()[i], taps.high()[i], (float) taps.part()[i]))
                .toList();
    }

    private static void image(Lowering lowering, Node node, BiFunction<Blocked, Blocked, Task> task) {
        Tensor source = lowering.image(node.inputs().get(0), 0);
        Shape shape = lowering.scene().shape(node.name());
        Blocked to = lowering.imageLayout(shape, lowering.halo(node.name()));
        Task work = task.apply((Blocked) source.layout(), to);
        lowering.bind(node.name(), lowering.call(shape, work, List.of(source)));
    }
}
