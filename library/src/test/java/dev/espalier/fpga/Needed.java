package dev.espalier.fpga;

import static org.junit.jupiter.api.Assumptions.assumeTrue;

import java.util.Optional;

/** Skips a test where a tool is missing, unless {@code ESPALIER_TEST_FPGA=1} says that it must be there. */
final class Needed {

    private Needed() {}

    static void needs(Tool tool) {
        Optional<String> missing = tool.missing();
        if ("1".equals(System.getenv("ESPALIER_TEST_FPGA"))) {
            missing.ifPresent(why -> {
                throw new AssertionError("ESPALIER_TEST_FPGA is 1, but " + why);
            });
        }
        assumeTrue(missing.isEmpty(), () -> missing.orElse(""));
    }
}
