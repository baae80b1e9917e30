package dev.espalier.compile.network;

import dev.espalier.model.Encoding;
import dev.espalier.model.Granularity;
import dev.espalier.model.Model;
import dev.espalier.model.Node;
import dev.espalier.model.Parameters;
import dev.espalier.model.Seed;
import dev.espalier.model.Step;
import dev.espalier.model.op.Parameter;
import dev.espalier.model.op.Shape;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.random.RandomGenerator;
import org.nd4j.linalg.api.ndarray.INDArray;
import org.nd4j.linalg.factory.Nd4j;

/** A network as it is, but without zeros among its weights: what it takes tells what the zeros bring, and nothing else. */
final class DenseTwin {

    private static final Seed SIGNS = new Seed(1);

    private DenseTwin() {}

    /** The same operators with other numbers; empty if no weight is zero. */
    static Optional<Model> of(Model model) {
        Parameters parameters = model.parameters();
        Map<String, Encoding> encodings = new LinkedHashMap<>(model.encodings());
        boolean changed = false;
        for (Node node : model.graph().parameters()) {
            float[] numbers = parameters.get(node.name()).dup('c').data().asFloat();
            if (((Parameter) node.op()).role() != Parameter.Role.WEIGHT || zeros(numbers) == 0) {
                continue;
            }
            changed = true;
            Encoding encoding = model.encoding(node.name());
            RandomGenerator random = SIGNS.split(node.name()).generator();
            if (encoding instanceof Encoding.Quantized quantized) {
                encodings.put(node.name(), fillLevels(numbers, node.shape(), quantized, random));
            } else {
                encodings.remove(node.name());
                fill(numbers, random);
            }
            INDArray filled = Nd4j.createFromArray(numbers).reshape(node.shape().toArray());
            parameters = parameters.with(node.name(), filled);
        }
        return changed ? Optional.of(model.with(parameters, encodings, Step.of("fill"))) : Optional.empty();
    }

    private static int zeros(float[] numbers) {
        int zeros = 0;
        for (float number : numbers) {
            zeros += number == 0 ? 1 : 0;
        }
        return zeros;
    }

    /** Numbers of the usual size, so that what is computed stays in bounds. */
    private static void fill(float[] numbers, RandomGenerator random) {
        double sum = 0;
        for (float number : numbers) {
            sum += Math.abs(number);
        }
        float usual = sum == 0 ? 1 : (float) (sum / (numbers.length - zeros(numbers)));
        for (int i = 0; i < numbers.length; i++) {
            numbers[i] = numbers[i] == 0 ? sign(random) * usual : numbers[i];
        }
    }

    /** The smallest level that is none, which every group has. */
    private static Encoding fillLevels(
            float[] numbers, Shape shape, Encoding.Quantized quantized, RandomGenerator random) {
        float largest = quantized.scales().stream().max(Float::compare).orElseThrow();
        List<Float> scales = new ArrayList<>(quantized.scales());
        scales.replaceAll(scale -> scale > 0 ? scale : largest > 0 ? largest : 1);
        int row = quantized.granularity() instanceof Granularity.PerTensor
                ? numbers.length
                : numbers.length / shape.dim(0);
        int size = Math.toIntExact(quantized.granularity().groupSize(shape));
        int perRow = (row + size - 1) / size;
        for (int i = 0; i < numbers.length; i++) {
            int group = i / row * perRow + i % row / size;
            if (numbers[i] == 0) {
                double least = quantized.sets().get(group).magnitudes()[1];
                numbers[i] = sign(random) * (float) (scales.get(group) * least);
            }
        }
        return new Encoding.Quantized(quantized.granularity(), quantized.sets(), scales, Optional.empty());
    }

    private static int sign(RandomGenerator random) {
        return random.nextBoolean() ? 1 : -1;
    }
}
