package dev.espalier.compile.target;

import static org.junit.jupiter.api.Assumptions.assumeTrue;

import org.junit.jupiter.api.extension.BeforeAllCallback;
import org.junit.jupiter.api.extension.ExtensionContext;

/** Skips a class of tests where there is no C compiler, unless {@code ESPALIER_TEST_NATIVE=1} says that there must be. */
public final class NeedsCompiler implements BeforeAllCallback {

    @Override
    public void beforeAll(ExtensionContext context) {
        boolean found = !Toolchain.all(Target.host()).isEmpty();
        if (!found && "1".equals(System.getenv("ESPALIER_TEST_NATIVE"))) {
            throw new AssertionError("ESPALIER_TEST_NATIVE is 1, but there is no C compiler");
        }
        assumeTrue(found, "there is no C compiler");
    }
}
