package dev.espalier.fpga;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.espalier.fpga.Yosys.Multipliers;
import dev.espalier.model.LevelSet;
import dev.espalier.progress.Cancellation;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;
import java.util.concurrent.CancellationException;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class YosysTest {

    @TempDir
    Path folder;

    @Test
    void multipliersGoToDspSlicesAndShiftsDoNot() throws Exception {
        Needed.needs(Tool.YOSYS);
        Yosys yosys = new Yosys(folder, Cancellation.NEVER);
        ProcessingElement fixed = new ProcessingElement(new LevelSet.Fixed(4), Activation.parse("u4"));
        ProcessingElement sum = new ProcessingElement(new LevelSet.SumOfPowers(4), Activation.parse("u4"));

        Resources inDsp = yosys.count(List.of(fixed.verilog()), fixed.module(), Multipliers.DSP);
        Resources inLogic = yosys.count(List.of(fixed.verilog()), fixed.module(), Multipliers.LUT);
        Resources shifted = yosys.count(List.of(sum.verilog()), sum.module(), Multipliers.DSP);

        // The slice has the product's register too.
        assertThat(inDsp).isEqualTo(new Resources(0, 0, 0, 0, 1));
        assertThat(inLogic.dsp()).isZero();
        assertThat(inLogic.lut()).isGreaterThan(shifted.lut());
        assertThat(shifted.dsp()).isZero();
        // 8 bits of the product and the carry.
        assertThat(shifted.ff()).isEqualTo(9);
    }

    @Test
    void saysWhatYosysRefused() {
        Needed.needs(Tool.YOSYS);
        SourceFile broken = new SourceFile("broken.v", "module broken(input a, output b);\n  assign b = c[1];\n");

        assertThatThrownBy(
                        () -> new Yosys(folder, Cancellation.NEVER).count(List.of(broken), "broken", Multipliers.DSP))
                .isInstanceOf(FpgaException.class)
                .hasMessageMatching("Yosys failed with code 1: broken.v:\\d+: ERROR: syntax error.*");
    }

    @Test
    void stopsWhenAsked() {
        Needed.needs(Tool.YOSYS);
        ProcessingElement element = new ProcessingElement(new LevelSet.Fixed(4), Activation.parse("u4"));

        assertThatThrownBy(() -> new Yosys(folder, () -> true)
                        .count(List.of(element.verilog()), element.module(), Multipliers.DSP))
                .isInstanceOf(CancellationException.class)
                .hasMessage("stopped while Yosys was at work");
    }

    @Test
    void countsCellsByKindAndRefusesUnknownOnes() {
        assertThat(Resources.of(Map.of("LUT2", 3L, "LUT6", 2L, "INV", 1L, "FDRE", 8L, "CARRY4", 2L, "MUXF7", 1L)))
                .isEqualTo(new Resources(6, 8, 2, 1, 0));
        assertThatThrownBy(() -> Resources.of(Map.of("LUT2", 3L, "RAMB36E1", 2L)))
                .hasMessage("Yosys used cells that have no place in this count: {RAMB36E1=2}");
    }
}
