package dev.espalier.compile.runtime;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.espalier.compile.target.NeedsCompiler;
import dev.espalier.compile.target.Target;
import dev.espalier.compile.target.Toolchain;
import dev.espalier.compile.target.ToolchainException;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.ExtendWith;

@ExtendWith(NeedsCompiler.class)
class KernelLibraryTest {

    private static final String SCALE =
            """
            static void scale(const float *const *in, float *out, const char *data, float *scratch, int part, int parts) {
              for (int i = 1000 * part / parts; i < 1000 * (part + 1) / parts; i++)
                out[i] += in[0][i] * ((const float *)data)[0] + in[1][i];
            }
            """;
    private static final String WHICH =
            """
            static int count;
            static void which(const float *const *in, float *out, const char *data, float *scratch, int part, int parts) {
              out[part] = NUMBER + count++;
            }
            """;

    private final Target target = Target.host();
    private final Toolchain toolchain = Toolchain.of(target);

    @Test
    void runsAKernelInShares() {
        float[] a = new float[1000];
        float[] b = new float[1000];
        float[] before = new float[1000];
        float[] expected = new float[1000];
        for (int i = 0; i < 1000; i++) {
            a[i] = i;
            b[i] = 1;
            before[i] = 0.5f;
            expected[i] = 2 * i + 1.5f;
        }
        KernelLibrary library = KernelLibrary.of(toolchain, target, SCALE, "scale");
        byte[] two = {0, 0, 0, 0x40};
        assertThat(library.run("scale", List.of(a, b), before, two, 0, 3)).isEqualTo(expected);
    }

    @Test
    void librariesAreSeparate() {
        KernelLibrary one = KernelLibrary.of(toolchain, target, WHICH.replace("NUMBER", "100"), "which");
        KernelLibrary two = KernelLibrary.of(toolchain, target, WHICH.replace("NUMBER", "200"), "which");
        KernelLibrary again = KernelLibrary.of(toolchain, target, WHICH.replace("NUMBER", "100"), "which");
        assertThat(one.run("which", List.of(), new float[2], new byte[0], 0, 2)).containsExactly(100, 101);
        assertThat(two.run("which", List.of(), new float[2], new byte[0], 0, 2)).containsExactly(200, 201);
        assertThat(again.run("which", List.of(), new float[1], new byte[0], 0, 1))
                .containsExactly(100);
    }

    @Test
    void refusalsShowTheCompilersWords() {
        assertThatThrownBy(() -> KernelLibrary.of(toolchain, target, "static int x = ;\n", "f"))
                .isInstanceOf(ToolchainException.class)
                .hasMessageContaining("cannot compile kernels.c")
                .hasMessageContaining("kernels.c:1:")
                .hasMessageContaining("error: expected expression");
    }

    @Test
    void unknownKernelsAreNamed() {
        KernelLibrary library = KernelLibrary.of(toolchain, target, SCALE, "scale");
        assertThatThrownBy(() -> library.run("skale", List.of(), new float[0], new byte[0], 0, 1))
                .hasMessage("the library has no kernel 'skale'; it has [scale]");
    }

    @Test
    void foreignCodeIsNotLoaded() {
        assertThatThrownBy(() -> KernelLibrary.of(toolchain, Target.parse("aarch64-android"), SCALE, "scale"))
                .hasMessage("code for aarch64-linux-android24 NEON does not run on this machine");
    }
}
