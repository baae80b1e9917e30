package dev.espalier.engine;

import static org.assertj.core.api.Assertions.assertThat;

import dev.espalier.model.op.GlobalAveragePool;
import dev.espalier.model.op.Op;
import java.util.HashMap;
import java.util.Map;
import java.util.stream.Stream;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;
import org.nd4j.linalg.api.buffer.DataType;
import org.nd4j.linalg.api.ndarray.INDArray;
import org.nd4j.linalg.factory.Nd4j;

/** What the executor computes against the definitions, in single precision, where ND4J takes its fast paths. */
class DefinitionTest {

    static Stream<OperatorCase> cases() {
        return Stream.concat(images(), ArithmeticCases.all());
    }

    private static Stream<OperatorCase> images() {
        return Stream.of(
                        OperatorCases.convolutions(),
                        OperatorCases.transposedConvolutions(),
                        OperatorCases.normalizations(),
                        OperatorCases.poolings())
                .flatMap(cases -> cases)
                .filter(operator -> operator.operands().get(0).shape().rank() == 4)
                .filter(operator -> !(operator.op() instanceof GlobalAveragePool));
    }

    static Stream<OperatorCase> ofAnyRank() {
        return Stream.of(OperatorCases.layouts(), OperatorCases.products()).flatMap(cases -> cases);
    }

    @ParameterizedTest
    @MethodSource("cases")
    void outputIsTheDefined(OperatorCase operator) {
        compare(operator, Definitions::compute);
    }

    @ParameterizedTest
    @MethodSource("ofAnyRank")
    void outputOfAnyRankIsTheDefined(OperatorCase operator) {
        compare(operator, IndexDefinitions::compute);
    }

    private interface Definition {
        void compute(Op op, INDArray[] inputs, INDArray output);
    }

    private static void compare(OperatorCase operator, Definition definition) {
        Map<String, INDArray> feeds = new HashMap<>();
        operator.feeds().forEach((name, array) -> feeds.put(name, array.castTo(DataType.FLOAT)));
        INDArray[] inputs = new INDArray[operator.operands().size()];
        for (int i = 0; i < inputs.length; i++) {
            inputs[i] = feeds.get("in" + i);
        }
        INDArray defined =
                Nd4j.zeros(DataType.DOUBLE, operator.graph().node("y").shape().toArray());
        definition.compute(operator.op(), inputs, defined);

        INDArray y = new ReferenceExecutor(operator.graph()).run(feeds).get("y");
        double difference = y.castTo(DataType.DOUBLE).sub(defined).amaxNumber().doubleValue();
        System.out.printf("%-30s output against the definition: %.1e%n", operator, difference);
        assertThat(difference).isLessThan(1e-5);
    }
}
