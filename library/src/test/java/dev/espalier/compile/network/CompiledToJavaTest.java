package dev.espalier.compile.network;

import static org.assertj.core.api.Assertions.assertThat;

import dev.espalier.compile.target.Target;
import dev.espalier.model.Graph;
import dev.espalier.model.Model;
import dev.espalier.model.op.Value;
import dev.espalier.progress.Cancellation;
import java.util.function.BiFunction;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.Arguments;
import org.junit.jupiter.params.provider.MethodSource;
import org.nd4j.linalg.factory.Nd4j;

/** The networks of the zoo and every operator as Java, against the reference executor. */
class CompiledToJavaTest {

    private static final Compile JAVA = new Compile(Target.JAVA, 1, 1);

    static Stream<Model> zoo() {
        return CompiledModelTest.zoo();
    }

    static Stream<Arguments> operators() {
        return CompiledOperatorsTest.operators();
    }

    @ParameterizedTest
    @MethodSource("zoo")
    void computesWhatTheReferenceDoes(Model model) {
        CompiledModelTest.agrees(CompiledModelTest.pruned(model, "unstructured"), JAVA);
    }

    @ParameterizedTest
    @MethodSource("zoo")
    void alsoInBlocksOnTwoThreads(Model model) {
        CompiledModelTest.agrees(CompiledModelTest.pruned(model, "block-punched:16x4"), JAVA.onThreads(2));
    }

    @ParameterizedTest(name = "{0}")
    @MethodSource("operators")
    void everyOperator(String name, BiFunction<Graph.Builder, Value, Value> after) {
        CompiledOperatorsTest.agrees(CompiledOperatorsTest.model(after, 1), JAVA.onThreads(3));
    }

    @Test
    void isTimedLikeNativeCode() {
        try (CompiledModel compiled = JAVA.apply(zoo().findFirst().orElseThrow())) {
            assertThat(compiled.toString()).startsWith("lenet5 compiled to Java, 1 thread, ");
            compiled.run(Nd4j.rand(1, 1, 28, 28));
            assertThat(Profile.measure(compiled, Cancellation.NEVER).milliseconds())
                    .isPositive();
        }
    }
}
