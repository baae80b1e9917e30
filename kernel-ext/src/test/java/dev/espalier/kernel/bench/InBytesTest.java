package dev.espalier.kernel.bench;

import static org.assertj.core.api.Assertions.assertThat;

import dev.espalier.model.Model;
import dev.espalier.model.Node;
import dev.espalier.model.Seed;
import dev.espalier.model.op.FakeQuantize;
import dev.espalier.model.op.Relu6;
import dev.espalier.model.op.Shape;
import dev.espalier.model.zoo.Zoo;
import dev.espalier.quantize.IntegerModel;
import org.junit.jupiter.api.Test;

class InBytesTest {

    private static final Model NET = Zoo.mobilenetV2(Shape.of(3, 32, 32), 10, 0.5, new Seed(1));

    @Test
    void networksAreWhollyInIntegers() {
        Model model = InBytes.of(Sparsity.prunedForBytes(NET, 4));

        assertThat(IntegerModel.of(model).floating()).isEmpty();
        assertThat(IntegerModel.of(model).model()).isSameAs(model);
        assertThat(model.structures().toString()).contains("block:32x4");
    }

    @Test
    void peersGetWhatTheyComputeInIntegers() {
        Model model = InBytes.of(NET);

        Model forPeers = InBytes.forPeers(model);

        assertThat(forPeers.graph().layers()).noneMatch(node -> node.op() instanceof Relu6);
        assertThat(quantizers(forPeers)).isGreaterThan(quantizers(model));
        assertThat(forPeers.graph().layers())
                .filteredOn(node -> node.op() instanceof FakeQuantize)
                .noneMatch(node -> ((FakeQuantize) node.op()).signed());
    }

    private static long quantizers(Model model) {
        return model.graph().layers().stream()
                .map(Node::op)
                .filter(FakeQuantize.class::isInstance)
                .count();
    }
}
