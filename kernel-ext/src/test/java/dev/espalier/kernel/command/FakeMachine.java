package dev.espalier.kernel.command;

import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.FileTime;
import java.time.Instant;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.concurrent.TimeUnit;

/**
 * A source tree with the real launcher, in a directory with a blank in its name, on a machine whose Java, Maven and
 * apt-get are scripts that say what they were asked.
 */
final class FakeMachine {
    private static final List<String> TOOLS = List.of(
            "awk",
            "cat",
            "cut",
            "date",
            "dirname",
            "env",
            "find",
            "flock",
            "grep",
            "head",
            "mkdir",
            "mv",
            "readlink",
            "rm",
            "sed",
            "sort",
            "sleep",
            "stty",
            "tail",
            "tee",
            "touch");

    final Path home;
    final Path path;
    final Path jdk;
    final Map<String, String> environment = new HashMap<>();

    FakeMachine(Path folder) throws IOException {
        home = Files.createDirectories(folder.resolve("my home/espalier"));
        path = Files.createDirectories(folder.resolve("bin"));
        jdk = folder.resolve("jdk 17");
        environment.put("PATH", path.toString());
        environment.put("HOME", folder.toString());
        environment.put("MACHINE", folder.toString());
        environment.put("ESPALIER_NO_INSTALL", "1");
        for (String tool : TOOLS) {
            for (Path real : List.of(Path.of("/usr/bin", tool), Path.of("/bin", tool))) {
                if (Files.exists(real)) {
                    with(tool, "exec " + real + " \"$@\"\n");
                    break;
                }
            }
        }
        // The real machine's JDKs, data and fonts are not those of this one.
        String launcher = Files.readString(Path.of("../espalier"))
                .replace("/usr/lib/jvm/*", "\"$MACHINE\"/jdk*")
                .replace("/usr/share/", "$MACHINE/share/");
        script(home.resolve("espalier"), launcher);
        for (String module : List.of("library", "kernel-ext")) {
            write(module + "/pom.xml", "");
            write(module + "/src/main/java/Some.java", "");
            write(module + "/src/test/java/SomeTest.java", "");
        }
        write("pom.xml", "");
        write("README.md", "");
    }

    FakeMachine withJava(String version) throws IOException {
        installJdk(jdk, version);
        return this;
    }

    static void installJdk(Path jdk, String version) throws IOException {
        Files.createDirectories(jdk.resolve("bin"));
        Files.writeString(jdk.resolve("release"), "IMPLEMENTOR=\"x\"\nJAVA_VERSION=\"" + version + "\"\n");
        script(
                jdk.resolve("bin/java"),
                """
                #!/bin/sh
                for a; do
                    echo "[$a]"
                    case $a in -XX:ArchiveClassesAtExit=* | -XX:AOTCacheOutput=*) echo classes >"${a#*=}" ;; esac
                done
                echo "spin $OPENBLAS_THREAD_TIMEOUT"
                """);
        script(jdk.resolve("bin/javac"), "#!/bin/sh\n");
        script(jdk.resolve("bin/jshell"), "#!/bin/sh\n");
    }

    /** Maven that takes a moment, notes that it was called, and leaves a jar. */
    FakeMachine withMaven() throws IOException {
        return withMaven(
                """
                echo "$JAVA_HOME: $*" >> "$MACHINE/builds"
                sleep 0.2
                mkdir -p kernel-ext/target/lib
                touch kernel-ext/target/espalier-kernel.jar
                """);
    }

    FakeMachine withMaven(String body) throws IOException {
        return with("mvn", body);
    }

    FakeMachine with(String program, String body) throws IOException {
        script(path.resolve(program), "#!/bin/sh\n" + body);
        return this;
    }

    void write(String file, String text) throws IOException {
        Path target = home.resolve(file);
        Files.createDirectories(target.getParent());
        Files.writeString(target, text);
        Files.setLastModifiedTime(target, FileTime.from(Instant.parse("2020-01-01T00:00:00Z")));
    }

    /** Changes a file now, for any resolution of the clock. */
    void change(String file) throws IOException {
        Files.setLastModifiedTime(
                home.resolve(file), FileTime.from(Instant.now().plusSeconds(5)));
    }

    int builds() throws IOException {
        Path log = home.getParent().resolveSibling("builds");
        return Files.exists(log) ? Files.readAllLines(log).size() : 0;
    }

    /** How a run of the launcher ended. */
    record Ended(int code, String out, String err) {}

    Ended espalier(String... arguments) throws IOException, InterruptedException {
        return start(home.resolve("espalier"), arguments).ended();
    }

    Running start(Path launcher, String... arguments) throws IOException {
        List<String> command = new ArrayList<>(List.of(launcher.toString()));
        command.addAll(List.of(arguments));
        Path out = Files.createTempFile(home.getParent(), "out", "");
        Path err = Files.createTempFile(home.getParent(), "err", "");
        ProcessBuilder builder = new ProcessBuilder(command)
                .directory(path.toFile())
                .redirectInput(ProcessBuilder.Redirect.from(Path.of("/dev/null").toFile()))
                .redirectOutput(out.toFile())
                .redirectError(err.toFile());
        builder.environment().clear();
        builder.environment().putAll(environment);
        return new Running(builder.start(), out, err);
    }

    /** A launcher at work. */
    record Running(Process process, Path out, Path err) {
        Ended ended() throws IOException, InterruptedException {
            if (!process.waitFor(60, TimeUnit.SECONDS)) {
                process.destroyForcibly();
                throw new AssertionError("the launcher hangs: " + Files.readString(err));
            }
            return new Ended(
                    process.exitValue(),
                    Files.readString(out, StandardCharsets.UTF_8),
                    Files.readString(err, StandardCharsets.UTF_8));
        }
    }

    private static void script(Path file, String text) throws IOException {
        Files.writeString(file, text);
        if (!file.toFile().setExecutable(true)) {
            throw new IOException("cannot make " + file + " executable");
        }
    }
}
