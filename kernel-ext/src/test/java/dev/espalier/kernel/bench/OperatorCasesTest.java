package dev.espalier.kernel.bench;

import static org.assertj.core.api.Assertions.assertThat;

import dev.espalier.model.Graph;
import dev.espalier.model.op.ConvTranspose2d;
import dev.espalier.model.op.Op;
import dev.espalier.model.op.Shape;
import dev.espalier.model.op.Size2d;
import java.util.List;
import java.util.stream.Collectors;
import org.junit.jupiter.api.Test;

class OperatorCasesTest {

    @Test
    void everyCaseHasFeedsForItsGraphsAndMostHaveABackwardPass() {
        List<OperatorCase> cases = OperatorCases.all();

        assertThat(cases.stream().map(OperatorCase::name)).doesNotHaveDuplicates();
        assertThat(cases).allSatisfy(operator -> {
            Graph forward = operator.forward();
            assertThat(operator.feeds(forward)).hasSameSizeAs(forward.inputs());
            assertThat(OperatorCase.bytes(forward)).isPositive();
        });
        assertThat(cases.stream()
                        .filter(operator -> operator.backward().isEmpty())
                        .map(OperatorCase::name))
                .containsExactly("Add");
    }

    @Test
    void matricesAndConvolutionsCountTheirMultiplyAdds() {
        var macs = OperatorCases.all().stream().collect(Collectors.toMap(OperatorCase::name, OperatorCase::macs));

        assertThat(macs)
                .containsEntry("Conv2d 3x3, 16", 64L * 28 * 28 * 16 * 16 * 9)
                .containsEntry("Conv2d depthwise", 64L * 14 * 14 * 96 * 9)
                .containsEntry("Linear, sequences", 64L * 64 * 128 * 512)
                .containsEntry("MatMul, Q by K", 64L * 4 * 64 * 64 * 32)
                .containsEntry("Relu", 0L);
    }

    @Test
    void transposedConvolutionsCountWhatTheyDo() {
        Op op = new ConvTranspose2d(32, Size2d.square(4), Size2d.square(2), Size2d.square(1), Size2d.square(0), 1);
        List<Shape> inputs = List.of(Shape.batchOf(64, 7, 7), Shape.of(64, 32, 4, 4));

        assertThat(TrueMacs.of(op, inputs, op.infer(inputs))).isEqualTo(7L * 7 * 64 * 32 * 16);
    }

    @Test
    void resultsTravelAsLines() {
        OperatorResult result = new OperatorResult("Relu, forward", 2, 0.5, 1.25, 2.5, 7, 0.0128, 0);

        assertThat(OperatorResult.parse(result.line())).isEqualTo(result);
    }
}
