package dev.espalier.fpga;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.assertj.core.api.Assertions.within;

import dev.espalier.progress.Cancellation;
import dev.espalier.progress.Progress;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

class FpgaTest {

    private static final RowCosts COSTS = new RowCosts(
            new Resources(170, 20, 50, 0, 16),
            new Resources(560, 150, 80, 200, 0),
            new Resources(380, 165, 100, 0, 0),
            new Resources(0, 2, 0, 0, 0));

    @TempDir
    Path folder;

    @Test
    void settingsComeBackFromTheirText() {
        Fpga settings = Fpga.parse(Map.of(
                "device",
                "XC7Z045",
                "activations",
                "s8",
                "multiplied",
                "fixed8",
                "shifted",
                "p2-5",
                "batch",
                "4",
                "lanes",
                "8",
                "terms",
                "900",
                "clock",
                "150 MHz",
                "dsp",
                "90%",
                "logic",
                "0.5"));

        assertThat(Fpga.parse(settings.settings())).isEqualTo(settings);
        assertThat(settings)
                .hasToString(
                        "fpga xc7z045: fixed8 multiplied, p2-5 shifted, activations s8, 4 x 8 products a row, 150 MHz,"
                                + " up to 90% of the DSP slices and 50% of the logic");
        assertThat(Fpga.parse(Map.of("device", "xc7z020"))).isEqualTo(Fpga.on(Device.XC7Z020));
        assertThat(settings.settings().keySet()).containsExactlyElementsOf(Fpga.KEYS);
    }

    @ParameterizedTest
    @CsvSource(
            delimiter = '|',
            value = {
                "device=xc7z02  | fpga: device: no device 'xc7z02'; did you mean 'xc7z020'?",
                "lane=4         | fpga has no setting 'lane'; did you mean 'lanes'?",
                "lanes=0        | lanes=0 must be at least 1",
                "lanes=x        | fpga: lanes=x is no number",
                "shifted=fixed4 | shifted=fixed4 is no set for shifts; they take powers of two, p2-4, or sums of two, sp2-4",
                "multiplied=p2-4| multiplied=p2-4 is no set for multipliers; they take fixed point, fixed2 to fixed8",
                "logic=120%     | logic=120% of a device; above 0% and up to 100% can be taken",
                "activations=4  | fpga: activations: no activations '4'; write u4 for 0 to 15, s4 for -8 to 7, 1 to 8 bits",
                "activations=u9 | fpga: activations: activations of 9 bits; hardware is made for 1 to 8",
            })
    void badSettingsAreExplained(String setting, String message) {
        String[] pair = setting.split("=");
        Map<String, String> settings = new java.util.HashMap<>(Map.of("device", "xc7z020"));
        settings.put(pair[0], pair[1]);

        assertThatThrownBy(() -> Fpga.parse(settings)).hasMessage(message);
    }

    @Test
    void dspSlicesGiveTheMultipliersAndTheLogicThatIsLeftTheShifts() {
        FpgaReport report = FpgaReport.of(Fpga.on(Device.XC7Z020), COSTS);
        RatioPoint best = report.best();

        // 220 / 16 slices; carry chains are what ends first: 0.7 * 13,300 = 9,310 = 13 * 50 + 86 * 100 + 60.
        assertThat(best.multipliedRows()).isEqualTo(13);
        assertThat(best.shiftedRows()).isEqualTo(86);
        assertThat(best.shiftedShare()).isCloseTo(86 / 99.0, within(1e-12));
        assertThat(best.takes()).isEqualTo(new Resources(13 * 170 + 86 * 380, 2 + 13 * 20 + 86 * 165, 9250, 0, 208));
        assertThat(best.gops()).isCloseTo(2 * 0.1 * 16 * 99, within(1e-9));
        assertThat(report.speedup(best)).isCloseTo(99 / 13.0, within(1e-9));
        assertThat(report.core()).isEqualTo(Fpga.on(Device.XC7Z020).core(13, 86));
        assertThat(report.toString())
                .contains(
                        "13 rows of fixed4 and 86 of sp2-4 fit: 1:6.62, so 87% of the rows of each layer should be sp2-4.");
    }

    /** Clock, images, products a row and rows of the paper's cores, as remembered: 2.5 and 3 times the multipliers alone. */
    @ParameterizedTest
    @CsvSource({"xc7z020, 1, 24, 51.2, 128", "xc7z045, 4, 32, 204.8, 614.4"})
    void thePapersCoresHaveItsPeaks(String device, String batch, int shifted, double multipliers, double both) {
        Fpga settings = Fpga.parse(Map.of("device", device, "batch", batch));

        assertThat(settings.core(16, 0).peakGops(100)).isCloseTo(multipliers, within(1e-9));
        assertThat(settings.core(16, shifted).peakGops(100)).isCloseTo(both, within(1e-9));
    }

    @Test
    void rowsCostTheSameOnAnotherDevice() {
        FpgaReport small = FpgaReport.of(Fpga.on(Device.XC7Z020), COSTS);

        FpgaReport large = small.on(Device.XC7Z045, 4);

        assertThat(large).isEqualTo(FpgaReport.of(Fpga.parse(Map.of("device", "xc7z045", "batch", "4")), COSTS));
        // 900 / (4 * 16) slices.
        assertThat(large.best().multipliedRows()).isEqualTo(14);
    }

    @Test
    void everyRatioSaysWhatItTakesAndWhetherItFits() {
        Fpga settings = Fpga.parse(Map.of("device", "xc7z020", "logic", "0.3"));

        FpgaReport report = FpgaReport.of(settings, COSTS);

        // 0.3 * 13,300 = 3,990 = 13 * 50 + 33 * 100 + 40.
        assertThat(report.ratios().stream().map(RatioPoint::shiftedRows)).containsExactly(0, 7, 13, 20, 26, 33, 39, 52);
        assertThat(report.ratios().stream().filter(RatioPoint::fits).map(RatioPoint::shiftedRows))
                .containsExactly(0, 7, 13, 20, 26, 33);
        assertThat(report.toTable().stringColumn("fits").asList())
                .isEqualTo(List.of("yes", "yes", "yes", "yes", "yes", "best", "no", "no"));
        assertThat(report.toTable().stringColumn("paper").asList())
                .isEqualTo(List.of("", "", "", "MSQ's ratio here, from memory, unverified", "", "", "", ""));
        assertThat(report.toTable().doubleColumn("speed-up [x]").get(3)).isEqualTo(2.54);
    }

    @Test
    void thePapersRatioIsToldForItsOwnLevelSetsOnly() {
        Fpga other = Fpga.parse(Map.of("device", "xc7z020", "shifted", "p2-4"));

        assertThat(FpgaReport.of(other, COSTS).ratios())
                .extracting(RatioPoint::shiftedRows)
                .contains(20);
        assertThat(FpgaReport.of(other, COSTS).toTable().stringColumn("paper").asList())
                .containsOnly("");
    }

    @Test
    void aDeviceWithoutRoomForARowIsAnError() {
        Fpga settings = Fpga.parse(Map.of("device", "xc7z020", "batch", "16"));

        assertThatThrownBy(() -> FpgaReport.of(settings, COSTS))
                .hasMessage("xc7z020 has no room for a row of fixed4: 2,720 LUT, 320 FF, 800 CARRY4, 0 MUXF, 256 DSP of"
                        + " 53,200 LUT, 106,400 FF, 13,300 CARRY4, 39,900 MUXF, 220 DSP; take a smaller batch or fewer"
                        + " lanes");
    }

    @Test
    void costsOfRowsAddUpToThoseOfACore() throws Exception {
        Needed.needs(Tool.YOSYS);
        Fpga settings = Fpga.parse(
                Map.of("device", "xc7z020", "lanes", "4", "batch", "2", "terms", "64", "dsp", "8%", "logic", "2%"));

        FpgaReport report = settings.apply(folder, Progress.NONE, Cancellation.NEVER);
        Resources whole = new Yosys(folder.resolve("whole"), Cancellation.NEVER)
                .count(report.core().verilog(), GemmCore.MODULE, Yosys.Multipliers.DSP);

        assertThat(folder.resolve("gemm_core.v")).exists();
        assertThat(Files.readString(folder.resolve("row_sp2_4.v"))).contains("pe_sp2_4 #(");
        assertThat(report.costs().multiplied().dsp()).isEqualTo(4);
        assertThat(report.costs().shifted().lut())
                .isPositive()
                .isLessThan(report.costs().multipliedWithoutDsp().lut());
        assertThat(report.best().multipliedRows()).isEqualTo(2);
        assertThat(whole.dsp()).isEqualTo(report.best().takes().dsp());
        assertThat((double) whole.lut()).isCloseTo(report.best().takes().lut(), within(0.05 * whole.lut()));
        assertThat((double) whole.ff()).isCloseTo(report.best().takes().ff(), within(0.05 * whole.ff()));
    }
}
