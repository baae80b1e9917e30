package dev.espalier.train.loss;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.within;

import dev.espalier.model.Model;
import dev.espalier.model.Parameters;
import dev.espalier.model.Seed;
import dev.espalier.model.op.Shape;
import dev.espalier.model.op.Value;
import dev.espalier.model.zoo.GanZoo;
import dev.espalier.model.zoo.Zoo;
import dev.espalier.train.JointGraph;
import dev.espalier.train.Optimizer;
import dev.espalier.train.ParameterStore;
import dev.espalier.train.StepOptions;
import dev.espalier.train.TrainingStep;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.Test;
import org.nd4j.linalg.api.ndarray.INDArray;
import org.nd4j.linalg.factory.Nd4j;

/** Losses between networks, in whole training steps. */
class SeveralNetworksTest {

    private static final Shape IMAGE = Shape.of(1, 8, 8);

    private static INDArray normal(String name, int... shape) {
        var random = new Seed(5).split(name).generator();
        float[] numbers = new float[(int) Shape.of(shape).size()];
        for (int i = 0; i < numbers.length; i++) {
            numbers[i] = (float) random.nextGaussian();
        }
        return Nd4j.createFromArray(numbers).reshape('c', Shape.of(shape).toArray());
    }

    private static void expectSame(Model network, String name, ParameterStore store, boolean same) {
        Parameters now = store.snapshot();
        for (String parameter : List.of("bn2.scale", "bn2.shift")) {
            boolean equal = network.parameters().get(parameter).equals(now.get(name + "/" + parameter));
            assertThat(equal).as("%s of %s stays", parameter, name).isEqualTo(same);
        }
    }

    @Test
    void adversariesTakeTurns() {
        Model generator = GanZoo.dcganGenerator(6, IMAGE, 4, new Seed(1));
        Model discriminator = GanZoo.dcganDiscriminator(IMAGE, 4, new Seed(2));
        JointGraph ofD = new JointGraph();
        Value fake = ofD.train("G", generator, ofD.input("latent", Shape.batchOf(6)));
        Value real = ofD.input("images", Shape.batchOf(1, 8, 8));
        Value lossOfD = GanLoss.HINGE.discriminator(
                ofD.scope("loss"), ofD.train("D", discriminator, real), ofD.train("D", discriminator, fake));
        JointGraph ofG = new JointGraph();
        Value made = ofG.train("G", generator, ofG.input("latent", Shape.batchOf(6)));
        Value lossOfG = GanLoss.HINGE.generator(ofG.scope("loss"), ofG.train("D", discriminator, made));

        ParameterStore store = ParameterStore.of(ofD, ofG);
        Map<String, INDArray> latent = Map.of("latent", normal("latent", 4, 6));
        Map<String, INDArray> both = Map.of("latent", latent.get("latent"), "images", normal("images", 4, 1, 8, 8));
        try (TrainingStep d = step(ofD, lossOfD, store, "D");
                TrainingStep g = step(ofG, lossOfG, store, "G")) {
            double first = d.run(both).loss();
            expectSame(generator, "G", store, true);
            expectSame(discriminator, "D", store, false);
            for (int i = 0; i < 5; i++) {
                d.run(both);
            }
            assertThat(d.run(both).loss()).isLessThan(first);

            double before = g.run(latent).loss();
            expectSame(generator, "G", store, false);
            for (int i = 0; i < 5; i++) {
                g.run(latent);
            }
            assertThat(g.run(latent).loss()).isLessThan(before);
        }
    }

    private static TrainingStep step(JointGraph joint, Value loss, ParameterStore store, String trained) {
        String[] names = store.names().stream()
                .filter(name -> name.startsWith(trained + "/") && !name.contains("running"))
                .toArray(String[]::new);
        return TrainingStep.of(
                joint.build(loss.name()),
                loss.name(),
                store,
                new Optimizer.Adam(0.01),
                StepOptions.usual().training(names));
    }

    @Test
    void aStudentIsAlignedWithATeacherOfOtherWidth() {
        Model student = Zoo.vggSmall(IMAGE, 3, 2, new Seed(1));
        Model teacher = Zoo.vggSmall(IMAGE, 3, 4, new Seed(2));
        JointGraph joint = new JointGraph();
        Value images = joint.input("images", Shape.batchOf(1, 8, 8));
        Value answer = joint.train("student", student, images);
        Value wanted = joint.eval("teacher", teacher, images);
        Value alignment = new KernelAlignment()
                .loss(joint.scope("alignment"), List.of(inside(joint, "student")), List.of(inside(joint, "teacher")));
        Value distillation = Loss.distillation(joint.scope("distillation"), answer, wanted, 4);
        Value loss = Loss.weighted(joint.scope("loss"), new Loss.Term(1, alignment), new Loss.Term(0.5, distillation));

        ParameterStore store = ParameterStore.of(joint);
        Map<String, INDArray> batch = Map.of("images", normal("images", 8, 1, 8, 8));
        var form = joint.build(loss.name(), alignment.name(), distillation.name());
        String[] trained = student.parameters().names().stream()
                .filter(name -> !name.contains("running"))
                .map(name -> "student/" + name)
                .toArray(String[]::new);
        try (TrainingStep step = TrainingStep.of(
                form,
                loss.name(),
                store,
                new Optimizer.Adam(0.01),
                StepOptions.usual().training(trained))) {
            var first = step.run(batch);
            double sum = first.output(alignment.name()).getDouble(0)
                    + 0.5 * first.output(distillation.name()).getDouble(0);
            assertThat(first.loss()).isCloseTo(sum, within(1e-5));
            for (int i = 0; i < 10; i++) {
                step.run(batch);
            }
            assertThat(step.run(batch).loss()).isLessThan(first.loss());
        }
    }

    private static Value inside(JointGraph joint, String network) {
        return joint.value(network + "/relu2");
    }
}
