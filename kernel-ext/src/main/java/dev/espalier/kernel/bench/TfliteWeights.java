package dev.espalier.kernel.bench;

import dev.espalier.compile.lower.ByteWeights;
import dev.espalier.kernel.bench.TfliteTensors.Tensor;
import dev.espalier.model.Model;
import dev.espalier.model.Node;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.function.UnaryOperator;
import org.nd4j.linalg.api.ndarray.INDArray;
import org.nd4j.linalg.factory.Nd4j;

/**
 * A layer's weight and bias as constants of a file: floats, or where the layer reads integers, bytes with a scale for each
 * filter, and a bias in what its sums count for.
 *
 * @param weight its number
 * @param bias its number; zeros if the layer has none
 */
record TfliteWeights(int weight, int bias) {

    /**
     * Writes them.
     *
     * @param x what the layer reads
     * @param order puts the weight in the file's order
     * @param axis of the filters in that order
     */
    static TfliteWeights of(TfliteTensors tensors, Node node, Tensor x, UnaryOperator<INDArray> order, int axis) {
        INDArray weight = tensors.parameter(node, 1);
        int out = (int) weight.size(0);
        float[] bias =
                node.inputs().size() > 2 ? tensors.parameter(node, 2).data().asFloat() : new float[out];
        String name = node.inputs().get(1);
        TfliteFile file = tensors.file();
        if (x.levels().isEmpty()) {
            INDArray ordered = order.apply(weight).dup('c');
            return new TfliteWeights(
                    file.constant(name, ordered.data().asFloat(), TfliteTensors.ints(ordered)),
                    file.constant(node.name() + "/bias", bias, out));
        }
        ByteWeights bytes = ByteWeights.of(weight, tensors.model().encoding(name))
                .orElseThrow(() -> TfliteTensors.refusal(
                        node, "reads integers, and its weight has none of 8 bits with a scale for each row"));
        List<Float> scales = new ArrayList<>();
        List<Float> counts = new ArrayList<>();
        int[] whole = new int[out];
        float step = x.levels().get().scale();
        for (int row = 0; row < out; row++) {
            // A row of zeros has no unit, and any will do.
            float scale = bytes.units()[row] == 0 ? 1 : (float) bytes.units()[row];
            scales.add(scale);
            counts.add(step * scale);
            whole[row] = Math.round(bias[row] / (step * scale));
        }
        INDArray ordered = order.apply(integers(bytes, weight)).dup('c');
        return new TfliteWeights(
                file.constant(name, bytes(ordered), new TfliteLevels(scales, 0, axis), TfliteTensors.ints(ordered)),
                file.constant(node.name() + "/bias", whole, Optional.of(new TfliteLevels(counts, 0, 0)), out));
    }

    private static INDArray integers(ByteWeights bytes, INDArray weight) {
        float[] numbers = new float[bytes.integers().length];
        for (int i = 0; i < numbers.length; i++) {
            numbers[i] = bytes.integers()[i];
        }
        return Nd4j.createFromArray(numbers).reshape('c', Model.shapeOf(weight).toArray());
    }

    private static byte[] bytes(INDArray integers) {
        float[] numbers = integers.data().asFloat();
        byte[] bytes = new byte[numbers.length];
        for (int i = 0; i < bytes.length; i++) {
            bytes[i] = (byte) numbers[i];
        }
        return bytes;
    }
}
