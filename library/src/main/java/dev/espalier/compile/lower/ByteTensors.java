package dev.espalier.compile.lower;

import dev.espalier.compile.kernel.ByteQuantization;
import dev.espalier.compile.kernel.ByteSum;
import dev.espalier.compile.kernel.Rescaling;
import dev.espalier.compile.kernel.Rescaling.Addend;
import dev.espalier.compile.layout.Blocked;
import dev.espalier.compile.layout.Bytes;
import dev.espalier.compile.layout.Plain;
import dev.espalier.model.Node;
import dev.espalier.model.op.FakeQuantize;
import dev.espalier.model.op.Shape;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;

/** The values of a program that are levels or sums, and the ways between them and numbers. */
final class ByteTensors {

    private final Lowering lowering;
    private final Map<String, List<Tensor>> images = new HashMap<>();
    private final Map<String, Summed> sums = new HashMap<>();

    /** Sums of a layer. */
    private record Summed(Tensor tensor, ByteLayer layer) {}

    ByteTensors(Lowering lowering) {
        this.lowering = lowering;
    }

    /** Says where levels are. */
    void bind(String name, Tensor tensor) {
        images.computeIfAbsent(name, key -> new ArrayList<>()).add(tensor);
    }

    /** Says where the sums of a layer are. */
    void bindSums(String name, Tensor tensor, ByteLayer layer) {
        sums.put(name, new Summed(tensor, layer));
    }

    /** The sums of a layer. */
    Tensor sums(String name) {
        return sums.get(name).tensor();
    }

    /** Levels as an image, with at least so many around. */
    Tensor image(String name, int halo) {
        for (Tensor tensor : images.getOrDefault(name, List.of())) {
            Bytes layout = (Bytes) tensor.layout();
            if (layout.halo() >= halo && layout.lanes() % Bytes.TOGETHER == 0) {
                return tensor;
            }
        }
        LevelType type = lowering.scene().levels().of(name).orElseThrow();
        Tensor made = quantized(name, type, Math.max(halo, lowering.halo(name)));
        bind(name, made);
        return made;
    }

    /**
     * Levels as an image, with at least so many around, and without any filling between pixels of less than four channels if
     * they are made of numbers in row order.
     */
    Tensor dense(String name, int halo) {
        Node node = lowering.scene().graph().node(name);
        Shape shape = lowering.scene().shape(name);
        if (!(node.op() instanceof FakeQuantize) || shape.rank() != 4 || shape.dim(1) >= Bytes.TOGETHER) {
            return image(name, halo);
        }
        Tensor given = lowering.any(node.inputs().get(0));
        if (!(given.layout() instanceof Plain)) {
            return image(name, halo);
        }
        LevelType type = lowering.scene().levels().of(name).orElseThrow();
        int zero = type.signed() ? Bytes.MIDDLE : 0;
        Bytes to = new Bytes(shape.dim(1), shape.dim(2), shape.dim(3), shape.dim(1), halo, zero);
        for (Tensor tensor : images.getOrDefault(name, List.of())) {
            if (tensor.layout().equals(to)) {
                return tensor;
            }
        }
        Tensor made = lowering.call(shape, quantization(given, type, to), List.of(given));
        bind(name, made);
        return made;
    }

    /** The levels nearest to the numbers of a value. */
    Tensor quantized(String name, LevelType type, int halo) {
        Tensor given = lowering.any(name);
        Shape shape = given.shape();
        if (given.layout() instanceof Plain && shape.rank() == 4 && shape.dim(1) <= Bytes.TOGETHER) {
            Bytes to = new Bytes(
                    shape.dim(1), shape.dim(2), shape.dim(3), Bytes.TOGETHER, halo, type.signed() ? Bytes.MIDDLE : 0);
            return lowering.call(shape, quantization(given, type, to), List.of(given));
        }
        Tensor image = lowering.image(name, 0);
        Blocked from = (Blocked) image.layout();
        Bytes to = type.layout(from.channels(), from.height(), from.width(), halo);
        return lowering.call(shape, quantization(image, type, to), List.of(image));
    }

    private static ByteQuantization quantization(Tensor given, LevelType type, Bytes to) {
        return new ByteQuantization(given.layout(), type.step(), type.least(), type.most(), to);
    }

    /** The numbers of a value that is known as levels or sums; empty if it is neither. */
    Optional<Tensor> numbers(String name) {
        List<Tensor> levels = images.getOrDefault(name, List.of()).stream()
                .filter(tensor -> ((Bytes) tensor.layout()).lanes() % Bytes.TOGETHER == 0)
                .toList();
        if (!levels.isEmpty()) {
            Tensor tensor = levels.get(0);
            double step = lowering.scene().levels().of(name).orElseThrow().step();
            int channels = ((Bytes) tensor.layout()).channels();
            double[] steps = new double[channels];
            Arrays.fill(steps, step);
            return Optional.of(numbers(name, tensor, new Addend(tensor.layout(), steps, 255), new double[channels]));
        }
        return Optional.ofNullable(sums.get(name))
                .map(known -> numbers(
                        name,
                        known.tensor(),
                        new Addend(
                                known.tensor().layout(),
                                known.layer().units(),
                                known.layer().largest()),
                        known.layer().bias()));
    }

    private Tensor numbers(String name, Tensor tensor, Addend addend, double[] bias) {
        Blocked to = lowering.imageLayout(tensor.shape(), lowering.halo(name));
        Rescaling rescaling = new Rescaling(
                new double[bias.length],
                bias,
                List.of(addend),
                1,
                Double.NEGATIVE_INFINITY,
                Double.POSITIVE_INFINITY,
                new Rescaling.Reals(to));
        return lowering.call(tensor.shape(), new ByteSum(to.height(), to.width(), rescaling), List.of(tensor));
    }
}
