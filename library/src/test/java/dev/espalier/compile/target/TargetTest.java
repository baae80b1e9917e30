package dev.espalier.compile.target;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.junit.jupiter.api.Assumptions.assumeTrue;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Set;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

class TargetTest {

    private static final String GENUINE = "fpu sse2 avx f16c fma avx2";
    private static final String WIDE = GENUINE + " avx512f avx512bw avx512cd avx512dq avx512vl";

    @TempDir
    private Path root;

    @ParameterizedTest
    @CsvSource({
        "aarch64-android, aarch64-linux-android24, NEON, aarch64",
        "aarch64-linux, aarch64-linux-gnu, NEON, aarch64",
        "aarch64-macos, arm64-apple-macos11, NEON, aarch64"
    })
    void namesStandForSystems(String name, String triple, Isa isa, String architecture) {
        Target target = Target.parse(name);

        assertThat(target.triple()).isEqualTo(triple);
        assertThat(target.isa()).isEqualTo(isa);
        assertThat(target.architecture()).isEqualTo(architecture);
        assertThat(target.features()).isEmpty();
        assertThat(target).hasToString(triple + " " + isa);
    }

    @Test
    void levelsOfIntelStandForVectors() {
        assertThat(Target.parse("x86-64-v3").lanes()).isEqualTo(8);
        assertThat(Target.parse("x86-64-v4").lanes()).isEqualTo(16);
        assertThat(Target.parse("x86-64-v3").architecture()).isEqualTo("x86_64");
        assertThat(Target.names())
                .containsExactly("aarch64-android", "aarch64-linux", "aarch64-macos", "java", "x86-64-v3", "x86-64-v4");
    }

    @Test
    void furtherInstructionsComeAfterThePlus() {
        Target target = Target.parse("aarch64-linux+asimddp+i8mm");

        assertThat(target.features()).containsExactlyInAnyOrder("asimddp", "i8mm");
        assertThat(target).hasToString("aarch64-linux-gnu NEON asimddp i8mm");
        assertThat(Instructions.options(target)).containsExactly("-march=armv8.2-a+dotprod+i8mm");
        assertThat(Instructions.options(Target.parse("aarch64-linux"))).isEmpty();
        assertThat(Instructions.options(Target.parse("x86-64-v4+avx512_vnni")))
                .contains("-mavx512f", "-mfma", "-mavx512vnni", "-mprefer-vector-width=512");
    }

    @Test
    void whatIsUnknownIsRefusedWithWhatThereIs() {
        assertThatThrownBy(() -> Target.parse("z80"))
                .hasMessage("there is no target 'z80'; possible are host, aarch64-android, aarch64-linux,"
                        + " aarch64-macos, java, x86-64-v3, x86-64-v4");
        assertThatThrownBy(() -> Target.parse("x86-64-v3+amx_tile"))
                .hasMessage("target 'x86-64-v3' has no instructions 'amx_tile'; possible are avx_vnni");
        assertThatThrownBy(() -> Target.parse("aarch64-linux+sve")).hasMessageContaining("possible are asimddp, i8mm");
        assertThatThrownBy(() -> Target.parse("")).hasMessageContaining("there is no target ''");
    }

    @Test
    void thisMachineRunsItsOwnCodeAndNoForeign() {
        assumeTrue(System.getProperty("os.arch").equals("amd64"), "this machine is no x86-64");
        Target here = Target.parse("host");

        assertThat(here.runsHere()).isTrue();
        assertThat(Target.parse("x86-64-v3").runsHere()).isTrue();
        assertThat(Target.parse("x86-64-v4").runsHere()).isEqualTo(here.isa() == Isa.AVX512);
        assertThat(Target.parse("aarch64-linux").runsHere()).isFalse();
    }

    @Test
    void theProbeReadsWhatTheSystemTellsOfTheProcessor() throws IOException {
        processor("flags\t\t: " + WIDE + " avx512_vnni sse4_2\n");
        cache(0, "1", "Data", "48K");
        cache(1, "1", "Instruction", "32K");
        cache(2, "2", "Unified", "2M");

        Target wide = Host.probe("x86_64", root);
        assertThat(wide.isa()).isEqualTo(Isa.AVX512);
        assertThat(wide.features()).containsExactly("avx512_vnni");
        assertThat(List.of(wide.l1Bytes(), wide.l2Bytes())).containsExactly(48 << 10, 2 << 20);

        processor("flags\t\t: " + GENUINE + " avx512f avx512_vnni\n");
        Target narrow = Host.probe("x86_64", root);
        assertThat(narrow.isa()).isEqualTo(Isa.AVX2);
        assertThat(narrow.features())
                .as("they belong to vectors it does not use")
                .isEmpty();
    }

    @Test
    void theProbeKnowsArm() throws IOException {
        processor("processor\t: 0\nFeatures\t: fp asimd asimddp sve\n");

        Target arm = Host.probe("aarch64", root);

        assertThat(arm.isa()).isEqualTo(Isa.NEON);
        assertThat(arm.features()).isEqualTo(Set.of("asimddp"));
        assertThat(List.of(arm.l1Bytes(), arm.l2Bytes()))
                .as("where the system says nothing")
                .containsExactly(32 << 10, 512 << 10);
    }

    @Test
    void processorsThatAreTooOldAreRefused() throws IOException {
        processor("flags\t\t: fpu sse2 avx\n");

        assertThatThrownBy(() -> Host.probe("x86_64", root))
                .isInstanceOf(UnsupportedOperationException.class)
                .hasMessage("code is generated for x86-64 with AVX2 and FMA and for 64-bit ARM; this machine is x86_64"
                        + " without them");
    }

    private void processor(String text) throws IOException {
        Path file = root.resolve("proc/cpuinfo");
        Files.createDirectories(file.getParent());
        Files.writeString(file, text);
    }

    private void cache(int index, String level, String type, String size) throws IOException {
        Path folder = Files.createDirectories(root.resolve("sys/devices/system/cpu/cpu0/cache/index" + index));
        Files.writeString(folder.resolve("level"), level + "\n");
        Files.writeString(folder.resolve("type"), type + "\n");
        Files.writeString(folder.resolve("size"), size + "\n");
    }
}
