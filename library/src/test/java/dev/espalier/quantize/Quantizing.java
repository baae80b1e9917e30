package dev.espalier.quantize;

import dev.espalier.model.Encoding;
import dev.espalier.model.Granularity;
import dev.espalier.model.LevelSet;
import dev.espalier.model.LevelTable;
import dev.espalier.model.Model;
import dev.espalier.model.Node;
import dev.espalier.model.Parameters;
import dev.espalier.model.Seed;
import dev.espalier.model.WeightGroups;
import dev.espalier.model.op.FakeQuantize;
import dev.espalier.model.op.Parameter;
import dev.espalier.model.op.Parameter.Role;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.function.IntFunction;
import java.util.random.RandomGenerator;
import org.nd4j.linalg.api.buffer.DataType;
import org.nd4j.linalg.api.ndarray.INDArray;
import org.nd4j.linalg.factory.Nd4j;

/** Networks with arbitrary numbers in them, quantized in the plainest way. */
final class Quantizing {

    private Quantizing() {}

    /** With statistics, scales and shifts as they are after training, some scales below zero. */
    static Model lived(Model model) {
        Map<String, INDArray> arrays = new LinkedHashMap<>(model.parameters().arrays());
        for (Node node : model.graph().parameters()) {
            Role role = ((Parameter) node.op()).role();
            if (role != Role.WEIGHT && role != Role.STEP) {
                INDArray drawn =
                        normal(new Seed(11).split(node.name()), node.shape().toArray());
                arrays.put(
                        node.name(),
                        role == Role.RUNNING_VARIANCE ? drawn.mul(drawn).addi(0.3) : drawn);
            }
        }
        return new Model(model.name(), model.graph(), new Parameters(arrays), model.encodings(), model.history());
    }

    static INDArray normal(Seed seed, long... shape) {
        RandomGenerator random = seed.generator();
        INDArray array = Nd4j.create(DataType.FLOAT, shape);
        for (long i = 0; i < array.length(); i++) {
            array.data().put(i, (float) random.nextGaussian());
        }
        return array;
    }

    /** With quantizers of so many bits, whose steps are what a few numbers of variance 1 need. */
    static Model activations(Model model, int bits, double step) {
        Map<String, Quantizers.Quantizer> quantizers = new LinkedHashMap<>();
        for (QuantizationPoint point : QuantizationPoint.of(model.graph())) {
            float own = (float) (step * (1 + quantizers.size() % 7 / 9.0));
            FakeQuantize op = new FakeQuantize(bits, point.signed());
            quantizers.put(point.value(), new Quantizers.Quantizer(op, own, point.value()));
        }
        return Quantizers.insert(model, quantizers);
    }

    /** With every weight of a layer on the level nearest to it. */
    static Model weights(Model model, Granularity granularity, IntFunction<LevelSet> setOfGroup) {
        Map<String, INDArray> arrays = new LinkedHashMap<>(model.parameters().arrays());
        Map<String, Encoding> encodings = new LinkedHashMap<>(model.encodings());
        for (Node node : model.graph().parameters()) {
            if (((Parameter) node.op()).role() == Role.WEIGHT) {
                float[] numbers = arrays.get(node.name()).dup('c').data().asFloat();
                WeightGroups groups = WeightGroups.of(granularity, node.shape());
                List<LevelSet> sets = new ArrayList<>();
                List<Float> scales = new ArrayList<>();
                for (int group = 0; group < groups.count(); group++) {
                    sets.add(setOfGroup.apply(group));
                    scales.add(quantize(numbers, groups.from(group), groups.to(group), sets.get(group)));
                }
                arrays.put(
                        node.name(),
                        Nd4j.createFromArray(numbers).reshape('c', node.shape().toArray()));
                encodings.put(node.name(), new Encoding.Quantized(granularity, sets, scales, Optional.empty()));
            }
        }
        return new Model(model.name(), model.graph(), new Parameters(arrays), encodings, model.history());
    }

    private static float quantize(float[] numbers, int from, int to, LevelSet set) {
        float scale = 0;
        for (int i = from; i < to; i++) {
            scale = Math.max(scale, Math.abs(numbers[i]));
        }
        LevelTable table = LevelTable.of(set);
        for (int i = from; i < to; i++) {
            double level = table.magnitude(table.nearest(Math.abs(numbers[i]) / (double) scale));
            numbers[i] = (float) (scale * Math.copySign(level, numbers[i]));
        }
        return scale;
    }
}
