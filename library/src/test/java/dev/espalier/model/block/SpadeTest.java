package dev.espalier.model.block;

import static org.assertj.core.api.Assertions.assertThat;

import dev.espalier.engine.ReferenceExecutor;
import dev.espalier.model.Model;
import dev.espalier.model.ModelBuilder;
import dev.espalier.model.Node;
import dev.espalier.model.Seed;
import dev.espalier.model.op.Conv2d;
import dev.espalier.model.op.Resize2d;
import dev.espalier.model.op.Size2d;
import dev.espalier.model.op.Value;
import java.util.HashMap;
import java.util.Map;
import org.junit.jupiter.api.Test;
import org.nd4j.linalg.api.buffer.DataType;
import org.nd4j.linalg.api.ndarray.INDArray;
import org.nd4j.linalg.ops.transforms.Transforms;

class SpadeTest {

    private final ModelBuilder net = new ModelBuilder("spade");
    private final Value map = net.input(2, 8, 8);

    @Test
    void scaleAndShiftDifferFromPlaceToPlace() {
        Value x = net.conv("x", map, Conv2d.square(3, 3, 2, 1));
        Model model = Blocks.spread(net.build(new Spade(4).build(net, "spade", x, map), new Seed(1)));

        assertThat(model.graph().layers()).extracting(Node::op).contains(Resize2d.nearest(Size2d.square(4)));
        Map<String, INDArray> feeds = new HashMap<>();
        model.parameters().arrays().forEach((name, array) -> feeds.put(name, array.castTo(DataType.DOUBLE)));
        feeds.put("input", Blocks.items(model));
        Map<String, INDArray> found = new ReferenceExecutor(model.graph()
                        .extend()
                        .build("x", "spade.gamma", "spade.beta", model.output().name()))
                .run(feeds);
        INDArray mean = feeds.get("spade.norm.running_mean").reshape(1, 3, 1, 1);
        INDArray variance = feeds.get("spade.norm.running_variance").reshape(1, 3, 1, 1);
        INDArray normalized = found.get("x").sub(mean).div(Transforms.sqrt(variance.add(1e-5)));
        INDArray expected = normalized.mul(found.get("spade.gamma").add(1)).add(found.get("spade.beta"));

        INDArray output = found.get(model.output().name());
        assertThat(output.sub(expected).amaxNumber().doubleValue()).isLessThan(1e-10);
    }

    @Test
    void aMapThatFitsIsNotResized() {
        Value output = new Spade(4).build(net, "spade", map, map);

        assertThat(net.build(output, new Seed(1)).graph().layers())
                .extracting(node -> node.op().kind())
                .doesNotContain("Resize2d");
    }
}
