package dev.espalier.fpga;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.espalier.model.LevelSet;
import dev.espalier.model.Seed;
import dev.espalier.progress.Cancellation;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.random.RandomGenerator;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;
import org.junit.jupiter.params.provider.ValueSource;

class GemmCoreTest {

    private static final LevelSet FIXED = new LevelSet.Fixed(4);
    private static final LevelSet SUM = new LevelSet.SumOfPowers(4);

    @TempDir
    Path folder;

    /** Sizes that divide nothing, so that every edge of every tile is padded. */
    @ParameterizedTest
    @EnumSource(Simulator.class)
    void sumsAreThoseOfIntegerArithmetic(Simulator simulator) throws Exception {
        Needed.needs(simulator.tool());
        GemmCore core =
                new GemmCore(Activation.parse("u4"), 2, 3, List.of(new RowGroup(FIXED, 2), new RowGroup(SUM, 3)), 40);
        IntegerLayer layer = layer(core.activation(), 5, 10, List.of(SUM, FIXED, SUM, SUM, FIXED, SUM, FIXED));

        Verdict verdict = simulate(simulator, core, layer);

        assertThat(verdict.exact()).as(verdict.toString()).isTrue();
        // 3 tiles of 2 positions, 2 of rows, each with the sums of 2 images and 5 rows.
        assertThat(verdict.results()).isEqualTo(3 * 2 * 2 * 5);
    }

    @Test
    void everyExtremeFitsIntoTheSums() throws Exception {
        Needed.needs(Tool.ICARUS);
        LevelSet wide = new LevelSet.SumOfPowers(8);
        LevelSet powers = new LevelSet.PowerOfTwo(5);
        GemmCore core =
                new GemmCore(Activation.parse("s8"), 1, 4, List.of(new RowGroup(wide, 2), new RowGroup(powers, 1)), 33);
        int[][] activations = new int[2][33];
        long[][] levels = new long[3][33];
        for (int k = 0; k < 33; k++) {
            activations[0][k] = -128;
            activations[1][k] = 127;
            levels[0][k] = wide.unit();
            levels[1][k] = -wide.unit();
            levels[2][k] = -powers.unit();
        }

        Verdict verdict = simulate(
                Simulator.ICARUS,
                core,
                new IntegerLayer(core.activation(), activations, List.of(wide, wide, powers), levels));

        assertThat(verdict.exact()).as(verdict.toString()).isTrue();
    }

    @Test
    void aWrongSumIsFoundAndShown() throws Exception {
        Needed.needs(Tool.ICARUS);
        GemmCore core = new GemmCore(Activation.parse("u4"), 1, 2, List.of(new RowGroup(FIXED, 1)), 8);
        Bench bench = new LayerBench("layer_bench", core, layer(core.activation(), 1, 2, List.of(FIXED))).bench();
        List<SourceFile> files = new ArrayList<>();
        for (SourceFile file : bench.files()) {
            files.add(file.name().endsWith("_sums.hex") ? new SourceFile(file.name(), "7b\n") : file);
        }

        Verdict verdict = Simulator.ICARUS
                .run(List.of(new Bench(bench.name(), files)), folder, Cancellation.NEVER)
                .get(0);

        assertThat(verdict.exact()).isFalse();
        assertThat(verdict.toString())
                .startsWith("layer_bench: 1 results, 1 differ: WRONG layer_bench tile 0 output 0");
    }

    @ParameterizedTest
    @ValueSource(strings = {"u4", "s8"})
    void theVerilogIsCleanToALinter(String activation) throws Exception {
        Needed.needs(Tool.VERILATOR);
        List<RowGroup> groups = Stream.of("fixed4", "fixed8", "p2-2", "p2-4", "sp2-3", "sp2-4", "sp2-8")
                .map(set -> new RowGroup(LevelSet.parse(set), 2))
                .toList();
        List<SourceFile> files = new GemmCore(Activation.parse(activation), 2, 5, groups, 100).verilog();
        SourceFile.writeAll(files, folder);
        List<String> lint = new ArrayList<>(List.of("verilator", "--lint-only", "-Wall", "--top-module", "gemm_core"));
        files.forEach(file -> lint.add(file.name()));

        assertThat(new ToolRun(Tool.VERILATOR, folder, Cancellation.NEVER).run(lint))
                .isBlank();
    }

    @Test
    void aLayerTakesTheClocksOfItsBusiestGroup() {
        GemmCore core = new GemmCore(
                Activation.parse("u4"), 2, 16, List.of(new RowGroup(FIXED, 8), new RowGroup(SUM, 16)), 4608);

        assertThat(core.macsPerClock()).isEqualTo(2 * 16 * 24);
        // 196 positions: 98 pairs; 11 fixed rows: 2 tiles, 21 SP2 rows: 2; 144 terms: 9 steps.
        assertThat(core.clocks(196, 144, Map.of(FIXED, 11, SUM, 21))).isEqualTo(98 * 2 * 9);
        assertThat(core.clocks(196, 145, Map.of(FIXED, 11, SUM, 33))).isEqualTo(98 * 3 * 10);
        assertThatThrownBy(() -> core.clocks(1, 1, Map.of(new LevelSet.Fixed(8), 1)))
                .hasMessageStartingWith("a layer with 1 rows of fixed8, for which gemm core 2 x 16 x (8 rows of fixed4"
                        + " + 16 rows of sp2-4), u4 has no rows");
    }

    @Test
    void sumsHaveTheBitsOfTheirLargestValue() {
        GemmCore core = new GemmCore(Activation.parse("u4"), 1, 16, List.of(new RowGroup(SUM, 1)), 4608);

        // 4608 * 15 * 8 = 552,960, below 2^20; and the sign.
        assertThat(core.sumBits()).isEqualTo(21);
        assertThatThrownBy(() -> new GemmCore(
                        Activation.parse("u8"), 1, 16, List.of(new RowGroup(new LevelSet.PowerOfTwo(7), 1)), 4608))
                .hasMessageContaining("at most 64 are supported, so take level sets with fewer bits");
    }

    private Verdict simulate(Simulator simulator, GemmCore core, IntegerLayer layer) throws Exception {
        Bench bench = new LayerBench("layer_bench", core, layer).bench();
        return simulator.run(List.of(bench), folder, Cancellation.NEVER).get(0);
    }

    static IntegerLayer layer(Activation activation, int positions, int terms, List<LevelSet> sets) {
        RandomGenerator random = new Seed(7).generator();
        int[][] activations = new int[positions][terms];
        for (int[] row : activations) {
            for (int k = 0; k < terms; k++) {
                row[k] = random.nextInt(activation.least(), activation.most() + 1);
            }
        }
        long[][] levels = new long[sets.size()][terms];
        for (int row = 0; row < levels.length; row++) {
            long[] magnitudes = sets.get(row).integers();
            for (int k = 0; k < terms; k++) {
                levels[row][k] = magnitudes[random.nextInt(magnitudes.length)] * (random.nextBoolean() ? 1 : -1);
            }
        }
        return new IntegerLayer(activation, activations, sets, levels);
    }
}
