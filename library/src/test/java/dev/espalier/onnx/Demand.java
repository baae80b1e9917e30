package dev.espalier.onnx;

import static org.assertj.core.api.Assertions.assertThat;
import static org.junit.jupiter.api.Assumptions.assumeTrue;

/** Skips a test where something is missing, unless {@code ESPALIER_TEST_ONNX=1} says that it must be there. */
final class Demand {

    private Demand() {}

    static void of(boolean there, String how) {
        if ("1".equals(System.getenv("ESPALIER_TEST_ONNX"))) {
            assertThat(there).as("ESPALIER_TEST_ONNX is 1, but: " + how).isTrue();
        }
        assumeTrue(there, how);
    }
}
