package dev.espalier.train;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.espalier.engine.TrainingForm;
import dev.espalier.model.Model;
import dev.espalier.model.Node;
import dev.espalier.model.Seed;
import dev.espalier.model.Step;
import dev.espalier.model.op.BatchNorm;
import dev.espalier.model.op.BatchNormTraining;
import dev.espalier.model.op.Parameter.Role;
import dev.espalier.model.op.Shape;
import dev.espalier.model.op.Value;
import org.junit.jupiter.api.Test;
import org.nd4j.linalg.factory.Nd4j;

class JointGraphTest {

    private final JointGraph joint = new JointGraph();
    private final Value images = joint.input("images", Shape.batchOf(1, 28, 28));

    private static Model net(String name, int width) {
        return Clothes.classifier(name, width, true, new Seed(width));
    }

    @Test
    void aNetworkIsInTrainingOrInUse() {
        Model net = net("net", 2);
        Value trained = joint.train("student", net, images);
        Value used = joint.eval("teacher", net, images);
        TrainingForm form = joint.build(trained.name(), used.name());

        assertThat(form.graph().node("student/norm1").op()).isInstanceOf(BatchNormTraining.class);
        assertThat(form.graph().node("teacher/norm1").op()).isInstanceOf(BatchNorm.class);
        assertThat(form.updates())
                .containsOnlyKeys(
                        "student/norm1.running_mean",
                        "student/norm1.running_variance",
                        "student/norm2.running_mean",
                        "student/norm2.running_variance");
        assertThat(joint.value("teacher/conv1").shape()).isEqualTo(Shape.batchOf(2, 14, 14));
        assertThatThrownBy(() -> joint.value("teacher/conv3")).hasMessageContaining("did you mean 'teacher/conv");
    }

    @Test
    void aNetworkUsedTwiceHasItsParametersOnceAndCarriesItsStatisticsOnTwice() {
        Model net = net("net", 2);
        Value noise = joint.input("noise", Shape.batchOf(1, 28, 28));
        Value real = joint.train("net", net, images);
        Value fake = joint.train("net", net, noise);
        TrainingForm form = joint.build(real.name(), fake.name());

        assertThat(fake.name()).startsWith("net#2/");
        assertThat(form.graph().parameters()).hasSameSizeAs(net.graph().parameters());
        assertThat(form.updates())
                .hasSize(4)
                .containsEntry("net/norm1.running_mean", "net#2/norm1/norm1.running_mean/updated");
        Node second = form.graph().node("net#2/norm1/norm1.running_mean/updated");
        assertThat(second.inputs()).startsWith("net/norm1/norm1.running_mean/updated");
    }

    @Test
    void aStoreHoldsEverythingOfSeveralGraphsOnce() {
        Model net = net("net", 2);
        joint.train("net", net, images);
        joint.parameter("mixture", Role.WEIGHT, Nd4j.createFromArray(1f, 2f));
        JointGraph other = new JointGraph();
        other.eval("net", net, other.input("images", Shape.batchOf(1, 28, 28)));

        ParameterStore store = ParameterStore.of(joint, other);
        store.get("net/conv1.weight").assign(3);
        store.get("mixture").assign(3);

        assertThat(store.names()).hasSize(net.parameters().names().size() + 1).contains("mixture");
        assertThat(net.parameters().get("conv1.weight").maxNumber().floatValue())
                .isNotEqualTo(3);
        Model changed = store.model("net", net, Step.of("train"));
        assertThat(changed.parameters().get("conv1.weight").meanNumber().floatValue())
                .isEqualTo(3);
        assertThat(changed.parameters().get("conv1.weight")).isNotSameAs(store.get("net/conv1.weight"));

        JointGraph contradicting = new JointGraph();
        contradicting.eval("net", net("net", 2), contradicting.input("images", Shape.batchOf(1, 28, 28)));
        assertThatThrownBy(() -> ParameterStore.of(joint, contradicting))
                .hasMessageStartingWith("'net/conv1.weight' has other numbers in one graph than in another");
    }

    @Test
    void oneNameIsOneNetwork() {
        joint.train("net", net("small", 2), images);
        assertThatThrownBy(() -> joint.train("net", net("large", 3), images))
                .hasMessage("'net' is already the network 'small', not 'large'; give each a name of its own");
    }
}
