package dev.espalier.kernel.bench;

import java.util.List;
import org.nd4j.linalg.api.ndarray.INDArray;

/** Runs of a network, each of which is a step; their loss is how far the outputs are from what is right. */
final class InferenceSteps implements Steps {

    private final Inference inference;
    private final double difference;

    /**
     * Runs once and compares.
     *
     * @param expected outputs, images as [1, C, H, W]
     */
    InferenceSteps(Inference inference, List<INDArray> expected) {
        this.inference = inference;
        inference.run();
        difference = difference(expected);
    }

    /** The largest difference between two numbers, by the largest number of that output. */
    private double difference(List<INDArray> expected) {
        List<float[]> found = inference.outputs();
        double worst = 0;
        for (int i = 0; i < expected.size(); i++) {
            INDArray right = inference.channelsLast() ? TfliteInference.channelsLast(expected.get(i)) : expected.get(i);
            float[] numbers = right.dup('c').data().asFloat();
            double largest = 0;
            double difference = 0;
            for (int j = 0; j < numbers.length; j++) {
                largest = Math.max(largest, Math.abs(numbers[j]));
                difference = Math.max(difference, Math.abs(numbers[j] - found.get(i)[j]));
            }
            worst = Math.max(worst, difference / largest);
        }
        return worst;
    }

    @Override
    public String description() {
        return inference.description();
    }

    @Override
    public double run(int count) {
        for (int i = 0; i < count; i++) {
            inference.run();
        }
        return difference;
    }

    @Override
    public void close() {
        inference.close();
    }
}
