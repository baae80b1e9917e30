package dev.espalier.compile.translate;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.assertj.core.api.Assertions.within;

import java.io.IOException;
import java.io.InputStream;
import java.lang.invoke.MethodHandle;
import java.lang.invoke.MethodType;
import java.nio.charset.StandardCharsets;
import java.util.Random;
import java.util.function.DoubleUnaryOperator;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

/** C as generated code has it, run as Java. */
class JavaClassTest {

    private static final int COUNT = 64;

    /** Runs a function of places in memory. */
    private static void run(String c, int lanes, float[] memory, Object... places) throws Throwable {
        Class<?>[] types = new Class<?>[places.length + 1];
        java.util.Arrays.fill(types, int.class);
        types[0] = float[].class;
        MethodHandle function = JavaClass.of(c, lanes).function("f", MethodType.methodType(void.class, types));
        Object[] all = new Object[places.length + 1];
        all[0] = memory;
        System.arraycopy(places, 0, all, 1, places.length);
        function.invokeWithArguments(all);
    }

    private static String functions() throws IOException {
        try (InputStream text = JavaClassTest.class.getResourceAsStream("/dev/espalier/compile/kernel/functions.h")) {
            return new String(text.readAllBytes(), StandardCharsets.UTF_8);
        }
    }

    @ParameterizedTest
    @CsvSource({"4, 1", "8, 1", "16, 1", "8, 30"})
    void functionsOfVectorsAreThoseOfNumbers(int lanes, double range) throws Throwable {
        check("v_exp", lanes, range, Math::exp);
        check("v_sigmoid", lanes, range, x -> 1 / (1 + Math.exp(-x)));
        check("v_tanh", lanes, range, Math::tanh);
        check("v_softplus", lanes, range, x -> Math.log1p(Math.exp(-Math.abs(x))) + Math.max(x, 0));
        check("v_round", lanes, range, Math::rint);
        check("v_floor", lanes, range, Math::floor);
        check("v_sign", lanes, range, Math::signum);
        check("v_log", lanes, range, x -> x > 0 ? Math.log(x) : Double.NaN);
        check("v_hard_swish", lanes, range, x -> x * Math.min(Math.max(x + 3, 0), 6) / 6);
    }

    private static void check(String name, int lanes, double range, DoubleUnaryOperator exact) throws Throwable {
        float[] memory = new float[2 * COUNT];
        Random random = new Random(1);
        for (int i = 0; i < COUNT; i++) {
            memory[i] = (float) (range * (2 * random.nextDouble() - 1));
        }
        run(
                functions() + "static void f(const float *x, float *y) {\n"
                        + "  for (long i = 0; i < 64; i += VL) STORE(y + i, " + name + "(LOAD(x + i)));\n}\n",
                lanes,
                memory,
                0,
                COUNT);
        for (int i = 0; i < COUNT; i++) {
            double right = exact.applyAsDouble(memory[i]);
            assertThat((double) memory[COUNT + i])
                    .as("%s(%s)", name, memory[i])
                    .isCloseTo(right, within(Double.isNaN(right) ? 0 : 2e-6 * Math.max(1, Math.abs(right))));
        }
    }

    @ParameterizedTest
    @ValueSource(ints = {4, 16})
    void keepsToTheScopesAndTypesOfC(int lanes) throws Throwable {
        float[] memory = new float[8];
        memory[0] = Float.intBitsToFloat(3);
        run(
                """
                /* Hides variables, counts with 64 bits, takes conditions for numbers. */
                INLINE float twice(float x, int times) { return times ? 2 * x : x; }
                static __attribute__((noinline)) void f(const char *data, float *RESTRICT y) {
                  long n = ((const int *)data)[0], end = 3000000000L * n / 3000000000L;
                  for (long i = 0; i < end; i++) {
                    if (i == 1) continue;
                    float n = i < 1 ? 0.5f : 1.5f;
                    y[i] += twice(n, i == 2);
                  }
                  { vf v = SPLAT(2.0f); v[1] = 7.0f; y[3] = v_sum(v); y[4] = (v - ZERO)[1]; }
                  while (n > 0) n -= 2;
                  y[5] = n;
                }
                """,
                lanes,
                memory,
                0,
                1);
        assertThat(memory).startsWith(memory[0], 0.5f, 0, 3, 7 + 2 * (lanes - 1), 7, -1);
    }

    @Test
    void saysWhatItCannotTranslate() {
        assertThatThrownBy(() -> JavaClass.of("static void f(float *x) { x[0] = rand(); }", 8))
                .hasMessage("no Java for a call of 'rand'");
        assertThatThrownBy(() -> JavaClass.of("static void f(float *x) { x[0] = 1 }", 8))
                .hasMessageContaining("expected ';' before '}'");
        assertThatThrownBy(() -> JavaClass.of("static void f(float *x) { x[0] = y; }", 8))
                .hasMessage("no Java for 'y', which is no variable");
    }
}
