package dev.espalier.compile.target;

import dev.espalier.progress.Cancellation;
import java.io.File;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Arrays;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.ConcurrentHashMap;
import java.util.stream.IntStream;
import java.util.stream.Stream;

/**
 * Where compilers are looked for.
 *
 * @param environment variables of the process; {@code CC} and {@code PATH} count
 * @param bundled whether the class path may bring one
 */
record Compilers(Map<String, String> environment, boolean bundled) {

    /** The ways to get a compiler. */
    static final String REMEDY = "name one in the environment variable CC; or install clang or gcc, on Debian with"
            + " 'sudo apt-get install clang lld' or 'sudo apt-get install gcc'; or, on Linux, add the Maven"
            + " package org.bytedeco:llvm:20.1.7-1.5.12 with this platform's classifier to the class path, for"
            + " which the launcher takes its jar in the environment variable ESPALIER_CLASSPATH; or,"
            + " for Java in its place, start Java with --add-modules=jdk.incubator.vector";

    /** The versions of clang that distributions name their programs by. */
    private static final int NEWEST_CLANG = 22;

    private static final int OLDEST_CLANG = 13;

    /** What programs said of themselves, by command. */
    private static final Map<List<String>, Optional<Toolchain>> KNOWN = new ConcurrentHashMap<>();

    /** Those this process can see. */
    static Compilers system() {
        return new Compilers(System.getenv(), true);
    }

    /**
     * The compiler for a target that is taken.
     *
     * @throws ToolchainException if there is none
     */
    Toolchain first(Target target) {
        return candidates(target)
                .flatMap(Optional::stream)
                .findFirst()
                .orElseThrow(() -> new ToolchainException(
                        "there is no C compiler for " + target.triple() + ": " + REMEDY + cross(target)));
    }

    /** All compilers for a target. */
    List<Toolchain> all(Target target) {
        return candidates(target).flatMap(Optional::stream).distinct().toList();
    }

    private static String cross(Target target) {
        return target.triple().equals("aarch64-linux-gnu")
                ? "; for this target 'sudo apt-get install gcc-aarch64-linux-gnu' will do too"
                : "";
    }

    private Stream<Optional<Toolchain>> candidates(Target target) {
        Stream<String> programs = Stream.concat(
                Stream.concat(
                        Stream.of("clang"),
                        IntStream.iterate(NEWEST_CLANG, version -> version >= OLDEST_CLANG, version -> version - 1)
                                .mapToObj(version -> "clang-" + version)),
                Stream.of("gcc", target.architecture() + "-linux-gnu-gcc"));
        return Stream.concat(
                        Stream.concat(Stream.of(named()), programs.map(this::onPath)),
                        bundled ? Stream.of(target).map(any -> packaged()) : Stream.empty())
                .map(found -> found.filter(toolchain -> toolchain.makes(target)));
    }

    /** The compiler of {@code $CC}, which may have options after it. */
    private Optional<Toolchain> named() {
        String given = environment.getOrDefault("CC", "").strip();
        if (given.isEmpty()) {
            return Optional.empty();
        }
        return examine(Arrays.asList(given.split("\\s+")), "$CC");
    }

    private Optional<Toolchain> packaged() {
        return Bundled.system().program().flatMap(program -> examine(List.of(program.toString()), "org.bytedeco:llvm"));
    }

    private Optional<Toolchain> onPath(String program) {
        return find(program).flatMap(path -> examine(List.of(path.toString()), "PATH"));
    }

    private Optional<Path> find(String program) {
        boolean windows = File.separatorChar == '\\';
        return Arrays.stream(environment.getOrDefault("PATH", "").split(File.pathSeparator))
                .filter(folder -> !folder.isEmpty())
                .map(folder -> Path.of(folder, windows ? program + ".exe" : program))
                .filter(Files::isExecutable)
                .findFirst();
    }

    private Optional<Toolchain> examine(List<String> command, String origin) {
        return KNOWN.computeIfAbsent(command, any -> ask(command, origin));
    }

    private Optional<Toolchain> ask(List<String> command, String origin) {
        try {
            Path folder = Path.of(System.getProperty("java.io.tmpdir"));
            Command version = Command.run(with(command, "--version"), folder, Cancellation.NEVER);
            Command machine = Command.run(with(command, "-dumpmachine"), folder, Cancellation.NEVER);
            if (version.code() != 0 || machine.code() != 0) {
                return Optional.empty();
            }
            Dialect dialect = version.said().contains("clang") ? Dialect.CLANG : Dialect.GCC;
            boolean lld = dialect == Dialect.CLANG
                    && (find("ld.lld").isPresent() || Files.exists(sibling(command.get(0), "ld.lld")));
            return Optional.of(new Toolchain(
                    dialect,
                    command,
                    origin,
                    version.said().lines().findFirst().orElse("").strip(),
                    architecture(machine.said()),
                    lld));
        } catch (IOException notAProgram) {
            return Optional.empty();
        }
    }

    private static Path sibling(String program, String name) {
        return Path.of(program).toAbsolutePath().resolveSibling(name);
    }

    private static String architecture(String triple) {
        String name = triple.strip().split("-")[0];
        return name.equals("arm64") ? "aarch64" : name;
    }

    private static List<String> with(List<String> command, String word) {
        return Stream.concat(command.stream(), Stream.of(word)).toList();
    }
}
