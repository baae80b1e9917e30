package dev.espalier.model;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.espalier.model.op.Shape;
import java.util.Arrays;
import java.util.List;
import java.util.Optional;
import java.util.stream.Stream;
import net.jqwik.api.Arbitraries;
import net.jqwik.api.Arbitrary;
import net.jqwik.api.ForAll;
import net.jqwik.api.Property;
import net.jqwik.api.Provide;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;
import org.nd4j.linalg.factory.Nd4j;

class LevelCodeTest {

    private static final Shape SHAPE = Shape.of(5, 3, 2, 2);
    private static final Granularity ROW = new Granularity.PerRow();
    private static final LevelSet FIXED = new LevelSet.Fixed(4);
    private static final LevelSet SUM = new LevelSet.SumOfPowers(4);

    static Stream<LevelSet> all() {
        return LevelSetTest.all();
    }

    @Provide
    Arbitrary<Granularity> granularities() {
        return Arbitraries.of(new Granularity.PerTensor(), ROW, new Granularity.PerGroup(5));
    }

    @Provide
    Arbitrary<List<LevelSet>> sets() {
        return Arbitraries.of(all().toList())
                .list()
                .uniqueElements()
                .ofMinSize(1)
                .ofMaxSize(4);
    }

    @Property(tries = 300)
    void tensorsComeBackBitForBit(
            @ForAll long seed,
            @ForAll("granularities") Granularity granularity,
            @ForAll("sets") List<LevelSet> sets,
            @ForAll boolean masked) {
        LevelCode.Tensor tensor = QuantizedTensors.draw(seed, SHAPE, granularity, sets, masked);
        byte[] code = LevelCode.encode(tensor.weights(), tensor.encoding());
        LevelCode.Tensor read = decode(code, tensor.encoding());

        assertThat(read.weights().data().asFloat())
                .containsExactly(tensor.weights().data().asFloat());
        assertThat(read.encoding()).isEqualTo(tensor.encoding());
        assertThat(code.length).isEqualTo((int) LevelCode.length(tensor.encoding(), SHAPE));
    }

    private static LevelCode.Tensor decode(byte[] code, Encoding.Quantized encoding) {
        return LevelCode.decode(
                code, SHAPE, encoding.granularity(), LevelCode.sets(encoding), encoding.scales(), encoding.mask());
    }

    @ParameterizedTest
    @MethodSource("all")
    void aWeightTakesTheBitsOfItsSet(LevelSet set) {
        Encoding.Quantized encoding =
                QuantizedTensors.draw(1, SHAPE, ROW, List.of(set), false).encoding();

        assertThat(LevelCode.length(encoding, SHAPE)).isEqualTo((60 * set.bits() + 7) / 8);
    }

    @Test
    void rowsOfTwoSetsTakeABitEach() {
        Encoding.Quantized encoding =
                QuantizedTensors.draw(1, SHAPE, ROW, List.of(FIXED, SUM), false).encoding();

        assertThat(LevelCode.length(encoding, SHAPE))
                .as("5 bits, and 60 weights of 4")
                .isEqualTo(1 + 30);
    }

    @Test
    void theLayoutIsThatOfItsDescription() {
        var encoding = new Encoding.Quantized(ROW, List.of(SUM, FIXED), List.of(2f, 7f), Optional.empty());
        byte[] code = LevelCode.encode(Nd4j.createFromArray(new float[][] {{2, -1.25f}, {0, -3}}), encoding);

        // Sets 0 and 1; 1 is the sixth magnitude of SP2 and 0.625 the fourth, negative.
        assertThat(code).containsExactly(0b10, 0b1100_0110, 0b1011_0000);
    }

    @Test
    void levelsAreSignedNumbersOfMagnitudes() {
        var encoding = new Encoding.Quantized(ROW, List.of(SUM, FIXED), List.of(2f, 7f), Optional.empty());

        assertThat(SignedLevels.of(Nd4j.createFromArray(new float[][] {{2, -1.25f}, {0, -3}}), encoding)
                        .levels())
                .containsExactly(6, -4, 0, -3);
    }

    @Test
    void numbersBetweenLevelsAreNamed() {
        var encoding = new Encoding.Quantized(ROW, List.of(SUM, FIXED), List.of(2f, 7f), Optional.empty());

        assertThatThrownBy(
                        () -> SignedLevels.of(Nd4j.createFromArray(new float[][] {{2, -1.25f}, {0, -3.5f}}), encoding))
                .hasMessage("holds -3.5 at position 3, which is 7.0 times no level of fixed4; project it onto its"
                        + " levels first");
        assertThatThrownBy(() -> SignedLevels.of(Nd4j.createFromArray(new float[][] {{2}, {0}, {1}}), encoding))
                .hasMessage(
                        "of shape [3, 1] has 3 groups of weights (row), but its encoding has 2 level sets and 2 scales");
        var negative = new Encoding.Quantized(ROW, List.of(SUM, FIXED), List.of(2f, -7f), Optional.empty());
        assertThatThrownBy(() -> SignedLevels.of(Nd4j.zeros(2, 1), negative))
                .hasMessage("has the scale -7.0; a scale is a finite number, 0 or more");
    }

    @Test
    void damagedBytesAreNotBelieved() {
        LevelCode.Tensor tensor = QuantizedTensors.draw(3, SHAPE, ROW, List.of(FIXED, SUM), false);
        byte[] code = LevelCode.encode(tensor.weights(), tensor.encoding());

        refuses(Arrays.copyOf(code, 20), tensor, "the level code ends after 20 bytes, too early");
        refuses(Arrays.copyOf(code, 3), tensor, "the level code has 3 bytes, too few for 60 weights");
        refuses(Arrays.copyOf(code, 40), tensor, "the level code has 40 bytes, but only 31 of them mean anything");
        byte[] highest = code.clone();
        Arrays.fill(highest, 1, 31, (byte) 0x77);
        refuses(highest, tensor, "the level code has level 7 at 12, but there are only 7");
        byte[] minus = code.clone();
        Arrays.fill(minus, 1, 31, (byte) 0x88);
        refuses(minus, tensor, "weight 0 of the level code is minus zero");
    }

    private static void refuses(byte[] code, LevelCode.Tensor tensor, String message) {
        assertThatThrownBy(() -> decode(code, tensor.encoding())).hasMessage(message);
    }
}
