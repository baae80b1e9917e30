package dev.espalier.compile.target;

import java.util.Optional;

/** The compiler that the Maven package {@code org.bytedeco:llvm} brings. */
final class Bundled {

    private Bundled() {}

    /** That compiler, unpacked to the user's cache; empty if the class path has none for this platform. */
    static Optional<Toolchain> toolchain() {
        return Optional.empty();
    }
}
