package dev.espalier.compile.translate;

import static org.assertj.core.api.Assertions.assertThat;

import java.lang.management.ManagementFactory;
import javax.management.JMException;
import javax.management.ObjectName;
import org.junit.jupiter.api.Test;

/** What the virtual machine needs in order to make instructions of vectors. */
class JavaSourceTest {

    private static String statements(String body) {
        String text = JavaSource.of("static void f(const float *x, float *y) {\n" + body + "\n}\n", 8);
        return text.substring(text.indexOf("static void f("));
    }

    @Test
    void vectorsThatChangeAreAskedByTheirClass() {
        assertThat(statements("vf r = ZERO; for (long i = 0; i < 4; i++) r = r - LOAD(x); STORE(y, r);"))
                .contains("r = ((FloatVector) VECTOR.cast(r)).lanewise(VectorOperators.SUB, ")
                .contains("((FloatVector) VECTOR.cast(r)).intoArray(memory, y)");
    }

    @Test
    void vectorsThatDoNotAreAskedAsTheyAre() {
        assertThat(statements("vf v = LOAD(x); STORE(y, v - ZERO);"))
                .contains("v.lanewise(VectorOperators.SUB, FloatVector.zero(SPECIES)).intoArray(memory, y)");
    }

    @Test
    void theOneThatDoesNotChangeIsAskedWhereTheOrderDoesNotMatter() {
        assertThat(statements("vf r = ZERO; vf w = LOAD(x); for (long i = 0; i < 4; i++) r += r * w; STORE(y, r + w);"))
                .contains("r = w.lanewise(VectorOperators.FMA, r, r)")
                .contains("w.lanewise(VectorOperators.ADD, r).intoArray");
        assertThat(statements("vf r = ZERO; for (long i = 0; i < 4; i++) r = v_max(r, LOAD(x)); STORE(y, r);"))
                .contains("r = FloatVector.fromArray(SPECIES, memory, x).lanewise(VectorOperators.MAX, r)");
    }

    @Test
    void aVectorWithAnAssignedLaneChanges() {
        assertThat(statements("vf r = ZERO; r[1] = 2.0f; STORE(y, r);"))
                .contains("((FloatVector) VECTOR.cast(r)).intoArray");
    }

    @Test
    void theQuickCompilerLeavesGeneratedClassesAlone() throws JMException {
        OptimizingCompiler.alone();

        Object directives = ManagementFactory.getPlatformMBeanServer()
                .invoke(
                        new ObjectName("com.sun.management:type=DiagnosticCommand"),
                        "compilerDirectivesPrint",
                        new Object[0],
                        new String[0]);
        assertThat((String) directives).contains("matching: Generated.*").contains("Exclude:true");
    }
}
