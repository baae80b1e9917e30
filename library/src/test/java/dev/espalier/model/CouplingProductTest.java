package dev.espalier.model;

import static org.assertj.core.api.Assertions.assertThat;

import dev.espalier.model.op.MatMul;
import dev.espalier.model.op.Reduce;
import dev.espalier.model.op.Shape;
import dev.espalier.model.op.Sigmoid;
import dev.espalier.model.op.Value;
import java.util.List;
import java.util.function.UnaryOperator;
import org.junit.jupiter.api.Test;

/** Channels of two results that are multiplied with each other and summed up. */
class CouplingProductTest {

    private static List<String> with(UnaryOperator<Value> ofQueries, ModelBuilder net) {
        Value x = net.input(Shape.of(5, 4));
        Value queries = ofQueries.apply(net.linear("query", x, 6));
        Value keys = net.apply(new Sigmoid(), net.linear("key", x, 6));
        Value scores = net.apply(new MatMul(false, true), queries, keys);
        Value out = net.linear("fc", net.apply(Reduce.mean(1), scores), 2);
        return Couplings.of(net.build(out, new Seed(1)).graph())
                .toString()
                .lines()
                .toList();
    }

    @Test
    void theyGoTogetherIfOneOfTheTwoIsZero() {
        assertThat(with(queries -> queries, new ModelBuilder("net")))
                .contains("query: 6 channels query.weight[c] query.bias[c] key.weight[c] key.bias[c]");
    }

    @Test
    void theyStayIfNeitherWouldBe() {
        var net = new ModelBuilder("net");

        assertThat(with(queries -> net.apply(new Sigmoid(), queries), net))
                .contains("not prunable: query: 6 channels query.weight[c] query.bias[c] key.weight[c] key.bias[c]:"
                        + " layer 'matmul1' (MatMul) multiplies them with each other, and dropped ones would not be zero"
                        + " there");
    }
}
