package dev.espalier.model;

import static org.assertj.core.api.Assertions.assertThat;

import dev.espalier.model.op.CrossEntropy;
import dev.espalier.model.op.Op;
import dev.espalier.model.op.TrainingOp;
import java.util.stream.Stream;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;

/** Every operator that a network is made of has a rule; those of training alone keep what they read. */
class CouplingRulesTest {

    static Stream<Class<?>> operators() {
        return leaves(Op.class).filter(op -> op != CrossEntropy.class);
    }

    private static Stream<Class<?>> leaves(Class<?> type) {
        if (type == TrainingOp.class) {
            return Stream.of();
        }
        return type.isSealed()
                ? Stream.of(type.getPermittedSubclasses()).flatMap(CouplingRulesTest::leaves)
                : Stream.of(type);
    }

    @ParameterizedTest
    @MethodSource("operators")
    void everyOperatorHasARule(Class<? extends Op> operator) {
        assertThat(ChannelRules.of(operator)).isPresent();
    }
}
