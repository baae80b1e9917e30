package dev.espalier.train.loss;

import dev.espalier.engine.Gradients;
import dev.espalier.engine.ReferenceExecutor;
import dev.espalier.model.Graph;
import dev.espalier.model.Model;
import dev.espalier.model.Scope;
import dev.espalier.model.op.Input;
import dev.espalier.model.op.Value;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import org.nd4j.linalg.api.ndarray.INDArray;
import org.nd4j.linalg.factory.Nd4j;

/** A loss of two small tensors in double precision. */
final class Small {

    private final Graph.Builder graph = new Graph.Builder();
    private final Map<String, INDArray> feeds = new LinkedHashMap<>();
    private final Value loss;

    /** A loss of two tensors. */
    interface OfTwo {
        Value build(Scope scope, Value a, Value b);
    }

    private Small(OfTwo build, INDArray a, INDArray b) {
        loss = build.build(new Scope(graph, "loss"), input("a", a), input("b", b));
    }

    private Value input(String name, INDArray array) {
        feeds.put(name, array);
        return graph.add(name, new Input(Model.shapeOf(array)));
    }

    static Small of(OfTwo build, INDArray a, INDArray b) {
        return new Small(build, a, b);
    }

    static INDArray vector(double... numbers) {
        return Nd4j.createFromArray(numbers);
    }

    static INDArray matrix(double[]... rows) {
        return Nd4j.createFromArray(rows);
    }

    static double[] row(double... numbers) {
        return numbers;
    }

    /** What the loss is, number by number. */
    List<Double> values() {
        INDArray result =
                new ReferenceExecutor(graph.build(loss.name())).run(feeds).get(loss.name());
        List<Double> values = new ArrayList<>();
        for (long i = 0; i < result.length(); i++) {
            values.add(result.getDouble(i));
        }
        return values;
    }

    /** The loss, a scalar. */
    double value() {
        return values().get(0);
    }

    /** Its gradient with respect to the tensor called a or b. */
    INDArray gradient(String wrt) {
        Gradients gradients = Gradients.of(graph.build(loss.name()), loss.name(), List.of(wrt));
        return new ReferenceExecutor(gradients.graph())
                .run(feeds)
                .get(gradients.gradientOf().get(wrt));
    }

    /** The same by central differences. */
    INDArray numericGradient(String wrt) {
        double step = 1e-5;
        INDArray array = feeds.get(wrt).dup('c');
        feeds.put(wrt, array);
        INDArray gradient = array.ulike();
        for (long i = 0; i < array.length(); i++) {
            double number = array.getDouble(i);
            array.putScalar(i, number + step);
            double above = value();
            array.putScalar(i, number - step);
            gradient.putScalar(i, (above - value()) / (2 * step));
            array.putScalar(i, number);
        }
        return gradient;
    }
}
