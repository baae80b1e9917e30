package dev.espalier.model;

import static org.assertj.core.api.Assertions.assertThat;

import dev.espalier.model.op.BatchNorm;
import dev.espalier.model.op.Conv2d;
import dev.espalier.model.op.Log;
import dev.espalier.model.op.Reshape;
import dev.espalier.model.op.Shape;
import dev.espalier.model.op.Sigmoid;
import dev.espalier.model.op.Square;
import dev.espalier.model.op.Value;
import java.util.List;
import java.util.function.BiFunction;
import org.junit.jupiter.api.Test;

/** Normalisations channel by channel go with the channel; one over all channels keeps them. */
class CouplingNormalizationTest {

    private static List<String> between(BiFunction<ModelBuilder, Value, Value> middle) {
        var net = new ModelBuilder("normalised");
        Value x = net.conv("before", net.input(1, 4, 4), Conv2d.square(4, 3, 1, 1));
        x = net.conv("after", middle.apply(net, x), Conv2d.square(2, 1, 1, 0));
        return Couplings.of(net.build(x, new Seed(1)).graph())
                .toString()
                .lines()
                .toList();
    }

    @Test
    void batchNormalisationWithoutScaleIsNoObstacle() {
        assertThat(between((net, x) -> net.plainBatchNorm("bn", x, new BatchNorm())))
                .contains("before: 4 channels before.weight[c] bn.running_mean[c] bn.running_variance[c]"
                        + " after.weight[:, c]");
    }

    @Test
    void imagesAreNormalisedMapByMap() {
        assertThat(between((net, x) -> net.instanceNorm("norm", x)))
                .contains("before: 4 channels before.weight[c] norm.scale[c] norm.shift[c] after.weight[:, c]");
    }

    @Test
    void whatIsNormalisedOverAllChannelsStays() {
        assertThat(between((net, x) -> {
                    Value rows = net.layerNorm("norm", net.apply(new Reshape(Shape.batchOf(4, 16)), x));
                    return net.apply(new Reshape(Shape.batchOf(4, 4, 4)), rows);
                }))
                .as("over the pixels of each")
                .contains("before: 4 channels before.weight[c] after.weight[:, c]");
        assertThat(Couplings.of(LayoutNetworks.attention().graph()).excluded())
                .map(Couplings.Exclusion::toString)
                .contains("patches: 6 channels patches.weight[c] patches.bias[c] query.weight[:, c] key.weight[:, c]"
                        + " and 7 more: layer 'layernorm1' (LayerNorm) works on all of them together");
    }

    /** Masks make dropped channels zero, whose logarithm no zero weight undoes. */
    @Test
    void functionsThatAreSteepAtZeroKeepWhatWouldBeZero() {
        assertThat(between((net, x) -> net.apply(new Log(), net.apply(new Square(), x))))
                .contains("not prunable: before: 4 channels before.weight[c] after.weight[:, c]:"
                        + " layer 'log1' (Log) has no finite slope at zero, which dropped ones would be");
        assertThat(between((net, x) -> net.apply(new Log(), net.apply(new Sigmoid(), x))))
                .contains("before: 4 channels before.weight[c] after.weight[:, c]");
    }
}
