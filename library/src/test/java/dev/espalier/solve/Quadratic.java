package dev.espalier.solve;

import dev.espalier.model.op.Affine;
import dev.espalier.model.op.Multiply;
import dev.espalier.model.op.Parameter.Role;
import dev.espalier.model.op.Reduce;
import dev.espalier.model.op.Shape;
import dev.espalier.model.op.Square;
import dev.espalier.model.op.Subtract;
import dev.espalier.model.op.Value;
import dev.espalier.train.Hold;
import dev.espalier.train.JointGraph;
import dev.espalier.train.Optimizer;
import dev.espalier.train.ParameterStore;
import dev.espalier.train.Policy;
import dev.espalier.train.TrainingStep;
import java.util.Map;
import org.nd4j.linalg.api.ndarray.INDArray;
import org.nd4j.linalg.factory.Nd4j;

/** The loss ½ Σ h (w - t)² of one parameter that starts at t: convex, so what a solver should find is known. */
final class Quadratic {

    /** The parameter. */
    static final String W = "w";

    private final INDArray target;
    private final INDArray curvature;
    private final ParameterStore store;
    private final JointGraph joint = new JointGraph();
    private Hold hold;

    Quadratic(float[] target, float[] curvature) {
        this.target = Nd4j.createFromArray(target);
        this.curvature = Nd4j.createFromArray(curvature);
        Shape shape = Shape.of(target.length);
        Value w = joint.parameter(W, Role.WEIGHT, this.target.dup());
        Value way = joint.add("way", new Subtract(), w, joint.input("t", shape));
        Value squares = joint.add("squares", new Square(), way);
        Value weighted = joint.add("weighted", new Multiply(), squares, joint.input("h", shape));
        Value sum = joint.add("sum", Reduce.all(Reduce.Reducer.SUM, 1), weighted);
        joint.add("loss", Affine.times(0.5), sum);
        store = ParameterStore.of(joint);
    }

    /** Gradient descent at rate 0.1 under a policy; gives the weights in the end. */
    float[] minimise(Policy policy, int steps, int stepsPerEpoch) {
        try (TrainingStep step =
                TrainingStep.of(joint.build("loss"), "loss", store, new Optimizer.Sgd(0.1, 0, 0, false))) {
            for (long done = 0; done <= steps; done++) {
                hold = policy.at(new Policy.Moment(done, steps, stepsPerEpoch, store.hold(), store::snapshot));
                store.hold(hold);
                if (done < steps) {
                    step.run(Map.of("t", target, "h", curvature));
                }
            }
        }
        return store.get(W).dup().data().asFloat();
    }

    /** What held the weight in the end. */
    Hold hold() {
        return hold;
    }
}
