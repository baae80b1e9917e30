package dev.espalier.kernel.command;

import static org.assertj.core.api.Assertions.assertThat;

import dev.espalier.compile.target.Toolchain;
import dev.espalier.data.DataPlaces;
import dev.espalier.fpga.Tool;
import dev.espalier.kernel.command.Finding.State;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Optional;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class MachineTest {

    @TempDir
    Path folder;

    @Test
    void saysWhatIsMissingWhatForAndHowToGetIt() {
        DataPlaces empty = new DataPlaces(
                Optional.of(folder.resolve("absent")), folder.resolve("packages"), folder.resolve("cache/espalier"));

        List<Finding> findings = Machine.examine(empty, folder.resolve("no-cpuinfo"));

        assertThat(find(findings, "Fashion-MNIST"))
                .hasToString("missing  Fashion-MNIST  needed for the notebooks' real figures (without it they use an"
                        + " excerpt or a download): sudo apt-get install dataset-fashion-mnist");
        assertThat(find(findings, "ESPALIER_DATA").state()).isEqualTo(State.MISSING);
        assertThat(find(findings, "cache").state()).isEqualTo(State.OK);
        assertThat(find(findings, "Java").found()).contains(Runtime.version().toString());
        assertThat(find(findings, "Yosys").found())
                .isIn(
                        Tool.YOSYS.find().map(Path::toString).orElse(""),
                        "needed for counting FPGA resources: sudo apt-get install yosys");
        assertThat(findings).extracting(Finding::thing).contains("C compiler", "Verilator", "Icarus Verilog");
        assertThat(find(findings, "C compiler").found()).containsAnyOf(", by $CC", ", by PATH", Toolchain.REMEDY);
        assertThat(findings).noneMatch(Finding::blocks);
    }

    @Test
    void findsDataAndTheVectorUnits() throws Exception {
        Path data = Files.createDirectories(folder.resolve("data/fashion-mnist"));
        for (String part : List.of("train", "t10k")) {
            Files.createFile(data.resolve(part + "-images-idx3-ubyte.gz"));
            Files.createFile(data.resolve(part + "-labels-idx1-ubyte"));
        }
        Path cpu = Files.writeString(
                folder.resolve("cpuinfo"), "processor : 0\nmodel name\t: Some CPU\nflags\t\t: fpu avx2 fma avx512f\n");
        DataPlaces places =
                new DataPlaces(Optional.of(folder.resolve("data")), folder.resolve("packages"), folder.resolve("c"));

        List<Finding> findings = Machine.examine(places, cpu);

        assertThat(find(findings, "Fashion-MNIST").found()).isEqualTo(data.toString());
        assertThat(find(findings, "CPU").found()).startsWith("Some CPU, ").endsWith(" processors, avx2 avx512f fma");
    }

    private static Finding find(List<Finding> findings, String thing) {
        return findings.stream()
                .filter(finding -> finding.thing().equals(thing))
                .findFirst()
                .orElseThrow();
    }
}
