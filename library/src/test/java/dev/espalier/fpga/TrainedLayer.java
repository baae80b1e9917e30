package dev.espalier.fpga;

import dev.espalier.data.Batch;
import dev.espalier.data.Batches;
import dev.espalier.data.FashionMnist;
import dev.espalier.data.Split;
import dev.espalier.model.Graph;
import dev.espalier.model.Model;
import dev.espalier.model.Node;
import dev.espalier.model.Parameters;
import dev.espalier.model.Seed;
import dev.espalier.model.op.FakeQuantize;
import dev.espalier.model.op.Parameter;
import dev.espalier.model.op.Parameter.Role;
import dev.espalier.model.op.Shape;
import dev.espalier.model.zoo.Zoo;
import dev.espalier.train.Trainer;
import dev.espalier.train.TrainingPlan;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import org.nd4j.linalg.api.ndarray.INDArray;
import org.nd4j.linalg.factory.Nd4j;

/** A network that has seen some clothes, and what goes into it. */
final class TrainedLayer {

    static final Split DATA = few();

    private TrainedLayer() {}

    private static Split few() {
        Split all = FashionMnist.excerpt();
        return new Split(all.train().take(512), all.test().take(64));
    }

    static Model lenet() {
        Model net = Zoo.lenet5(Shape.of(1, 28, 28), 10, new Seed(5));
        return Trainer.of(TrainingPlan.of(1, new Seed(5))).train(net, DATA).model();
    }

    static INDArray images(int count) {
        for (Batch batch : Batches.inOrder(DATA.test(), count)
                .normalized(DATA.normalization())
                .epoch(0)) {
            try (batch) {
                return batch.images().dup();
            }
        }
        throw new AssertionError("no batch");
    }

    /** The model with what a layer reads rounded to integers. */
    static Model reading(Model model, String layer, FakeQuantize quantizer, float step) {
        Graph.Builder builder = new Graph.Builder();
        for (Node node : model.graph().nodes()) {
            List<String> inputs = node.inputs();
            if (node.name().equals(layer)) {
                builder.add("step", new Parameter(Shape.SCALAR, Role.STEP));
                builder.add("levels", quantizer, List.of(inputs.get(0), "step"));
                inputs = new ArrayList<>(inputs);
                inputs.set(0, "levels");
            }
            builder.add(node.name(), node.op(), inputs);
        }
        Map<String, INDArray> arrays = new LinkedHashMap<>(model.parameters().arrays());
        arrays.put("step", Nd4j.scalar(step));
        Graph graph = builder.build(model.graph().outputs().get(0).name());
        return new Model(model.name(), graph, new Parameters(arrays), model.encodings(), model.history());
    }
}
