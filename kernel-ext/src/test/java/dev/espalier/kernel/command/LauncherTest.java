package dev.espalier.kernel.command;

import static org.assertj.core.api.Assertions.assertThat;

import dev.espalier.kernel.command.FakeMachine.Ended;
import java.nio.file.Files;
import java.nio.file.Path;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.condition.DisabledOnOs;
import org.junit.jupiter.api.condition.OS;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

@DisabledOnOs(value = OS.WINDOWS, disabledReason = "the launcher is a shell script")
class LauncherTest {

    @TempDir
    Path folder;

    private FakeMachine machine;

    @BeforeEach
    void newMachine() throws Exception {
        machine = new FakeMachine(folder);
    }

    @Test
    void buildsOnceAndPassesItsArgumentsOn() throws Exception {
        machine.withJava("17.0.9").withMaven();

        Ended first = machine.espalier("run", "my notebook.ipynb", "*");
        Ended second = machine.espalier("run", "b");

        assertThat(first.code()).isZero();
        assertThat(first.err()).contains("building for the first time", "built in");
        assertThat(first.out())
                .contains("[dev.espalier.kernel.command.Main]\n[run]\n[my notebook.ipynb]\n[*]\n")
                .contains("[-Despalier.home=" + machine.home.toRealPath() + "]")
                .contains("/kernel-ext/target/lib/*]")
                .contains("spin 4");
        assertThat(second.err()).isEmpty();
        assertThat(machine.builds()).isEqualTo(1);
    }

    @Test
    void findsItselfThroughSymbolicLinks() throws Exception {
        machine.withJava("17.0.9").withMaven();
        Path link = Files.createSymbolicLink(folder.resolve("link"), Path.of("my home/espalier/espalier"));
        Path linkToLink = Files.createSymbolicLink(machine.path.resolve("espalier"), link);

        assertThat(machine.start(linkToLink, "doctor").ended().out())
                .contains("[-Despalier.home=" + machine.home.toRealPath() + "]");
    }

    @Test
    void buildsAgainWhenSourcesChange() throws Exception {
        machine.withJava("17.0.9").withMaven();
        machine.espalier("doctor");

        machine.change("library/src/main/java/Some.java");
        machine.espalier("doctor");
        assertThat(machine.builds()).as("changed").isEqualTo(2);

        machine.write("library/src/main/java/Some.java", "");
        machine.write("kernel-ext/src/main/java/Added.java", "");
        machine.espalier("doctor");
        assertThat(machine.builds()).as("added, with an old date").isEqualTo(3);

        Files.delete(machine.home.resolve("kernel-ext/src/main/java/Added.java"));
        machine.espalier("doctor");
        assertThat(machine.builds()).as("removed").isEqualTo(4);

        machine.change("kernel-ext/pom.xml");
        assertThat(machine.espalier("doctor").err()).contains("building");
        assertThat(machine.builds()).as("dependencies").isEqualTo(5);
    }

    @Test
    void leavesTheBuildAloneWhenOnlyTestsAndTextsChange() throws Exception {
        machine.withJava("17.0.9").withMaven();
        machine.espalier("doctor");

        machine.change("README.md");
        machine.change("library/src/test/java/SomeTest.java");
        machine.write("notebooks/new.ipynb", "");
        assertThat(machine.espalier("doctor").err()).isEmpty();
        machine.change("library/src/main/java/Some.java");
        assertThat(machine.espalier("kernel", "connection.json").err())
                .as("a front end waits for its kernel")
                .isEmpty();
        assertThat(machine.builds()).isEqualTo(1);
    }

    @Test
    void buildsOnceForTwoStartsAtOnce() throws Exception {
        machine.withJava("17.0.9").withMaven();

        FakeMachine.Running one = machine.start(machine.home.resolve("espalier"), "a");
        FakeMachine.Running two = machine.start(machine.home.resolve("espalier"), "b");

        assertThat(one.ended().code()).isZero();
        assertThat(two.ended().code()).isZero();
        assertThat(machine.builds()).isEqualTo(1);
    }

    @ParameterizedTest
    @CsvSource({"17.0.9,-XX:SharedArchiveFile=,kernel-17.jsa", "25.0.1,-XX:AOTCache=,kernel-25.jsa"})
    void kernelsStartWithTheClassesThatOneHasLoadedAtInstallation(String java, String flag, String archive)
            throws Exception {
        machine.withJava(java).withMaven();
        String used = "[" + flag
                + machine.home.toRealPath().resolve("target/launcher").resolve(archive) + "]";

        assertThat(machine.espalier("kernel", "install").err()).contains("preparing a quick start of the kernel ...");
        assertThat(machine.espalier("kernel", "install").err()).isEmpty();
        String jar =
                machine.home.toRealPath().resolve("kernel-ext/target/espalier-kernel.jar") + "]\n[kernel]\n[c.json]\n";
        assertThat(machine.espalier("kernel", "c.json").out())
                .contains(used + "\n[-Xlog:disable]\n", "[-jar]\n[" + jar)
                .doesNotContain("--add-opens"); // with which the JVM takes longer to start; the jar's manifest says it
        assertThat(machine.espalier("doctor").out()).doesNotContain(used);

        machine.change("kernel-ext/target/espalier-kernel.jar");
        Ended stale = machine.espalier("kernel", "c.json");
        assertThat(stale.out()).doesNotContain(used);
        assertThat(stale.err()).isEmpty();
    }

    @Test
    void showsWhyABuildFailed() throws Exception {
        machine.withJava("17.0.9").withMaven("echo '[ERROR] Some.java:[3] bad'; exit 1");

        Ended ended = machine.espalier("doctor");

        assertThat(ended.code()).isEqualTo(1);
        assertThat(ended.err())
                .contains("[ERROR] Some.java:[3] bad\nespalier: the build failed; the whole log is in ", "build.log");
        machine.withMaven();
        assertThat(machine.espalier("doctor").code()).as("it is tried again").isZero();
    }

    @Test
    void saysWhichJavaItNeeds() throws Exception {
        machine.withMaven();
        assertThat(machine.espalier("doctor").err())
                .startsWith(
                        "espalier: there is no JDK of version 17 or later. Install one (Debian: sudo apt-get install"
                                + " openjdk-17-jdk-headless;");

        machine.withJava("11.0.2");
        Ended tooOld = machine.espalier("doctor");
        assertThat(tooOld.code()).isEqualTo(1);
        assertThat(tooOld.err()).contains("there is no JDK of version 17 or later");

        machine.environment.put("ESPALIER_JAVA_HOME", machine.jdk.toString());
        assertThat(machine.espalier("doctor").err())
                .isEqualTo("espalier: ESPALIER_JAVA_HOME=" + machine.jdk
                        + " is not a JDK of version 17 or later with JShell.\n");
    }

    @Test
    void saysThatItNeedsMaven() throws Exception {
        machine.withJava("17");

        Ended ended = machine.espalier("doctor");

        assertThat(ended.code()).isEqualTo(1);
        assertThat(ended.err()).contains("Maven is needed to build Espalier and is not on the PATH");
    }

    @Test
    void takesMoreJars() throws Exception {
        machine.withJava("17.0.9").withMaven();
        machine.environment.put("ESPALIER_CLASSPATH", "a/llvm.jar:b.jar");

        assertThat(machine.espalier("doctor").out()).contains("/kernel-ext/target/lib/*:a/llvm.jar:b.jar]");
        assertThat(machine.espalier("kernel", "c.json").out())
                .contains("/kernel-ext/target/espalier-kernel.jar:a/llvm.jar:b.jar]", "[--add-opens=jdk.jshell/");
    }

    @Test
    void givesTheJvmWhatItsVersionNeedsAndTheUserWants() throws Exception {
        machine.withJava("25.0.1").withMaven();
        machine.environment.put("ESPALIER_JAVA_OPTS", "-Xmx9g -Da=*");

        assertThat(machine.espalier("doctor").out())
                .contains("[-XX:+UseSerialGC]", "[-Djava.awt.headless=true]", "[--enable-native-access=ALL-UNNAMED]")
                .containsPattern("\\[-Xmx\\d+m]\n(.*\n)*\\[-Xmx9g]\n\\[-Da=\\*]\n");
    }

    @Test
    void bringsJavasVectorsWhereThereIsNoCompiler() throws Exception {
        machine.withJava("17.0.9").withMaven();

        String without = machine.espalier("doctor").out();
        machine.environment.put("CC", "tcc");

        assertThat(without).contains("[--add-modules=jdk.incubator.vector]");
        assertThat(machine.espalier("doctor").out()).doesNotContain("jdk.incubator.vector");
    }

    @Test
    void installsWhatIsMissing() throws Exception {
        Path prepared = folder.resolve("prepared");
        FakeMachine.installJdk(prepared, "17.0.9");
        new FakeMachine(Files.createDirectory(folder.resolve("other"))).withMaven();
        machine.environment.remove("ESPALIER_NO_INSTALL");
        machine.with("id", "echo 0")
                .with("dpkg-query", "exit 1")
                .with(
                        "apt-cache",
                        """
                        [ -f "$MACHINE/updated" ] && case $2 in fontconfig) ;; *) echo "Filename: $2" ;; esac
                        """)
                .with(
                        "apt-get",
                        """
                        echo "$*" >> "$MACHINE/apt"
                        case "$*" in
                        *update) touch "$MACHINE/updated" ;;
                        *) mv "$MACHINE/prepared" "$MACHINE/jdk 17"; mv "$MACHINE/other/bin/mvn" "$MACHINE/bin/mvn" ;;
                        esac
                        """);

        Ended ended = machine.espalier("run", "a.ipynb");

        assertThat(ended.err())
                .contains("installing with apt-get: a JDK (Java 17), maven (build)", "dataset-fashion-mnist (data)")
                .contains("this distribution has no package fontconfig; going on without it");
        assertThat(ended.code()).isZero();
        assertThat(Files.readAllLines(folder.resolve("apt")))
                .hasSize(2)
                .last()
                .asString()
                .contains("install --no-install-recommends openjdk-17-jdk-headless maven ca-certificates-java");
        assertThat(machine.espalier("run", "a.ipynb").err()).as("asked once").isEmpty();
    }

    @Test
    void testAsksForBrowserPyTorchAndHardwareToolsOnlyWhereTheyAreWanted() throws Exception {
        machine.withJava("17.0.9").withMaven().with("dpkg-query", "exit 1");

        assertThat(machine.espalier("test").err())
                .contains("jupyter-client", " gcc")
                .doesNotContain("chromium", "python3-torch", "yosys", "qemu");
        machine.environment.put("ESPALIER_TEST_BROWSER", "1");
        assertThat(machine.espalier("test").err())
                .contains("chromium nodejs npm jupyter-notebook")
                .doesNotContain("python3-torch");
        machine.environment.put("ESPALIER_TEST_PEERS", "1");
        assertThat(machine.espalier("test").err())
                .contains("python3-torch")
                .doesNotContain("yosys", "libonnx-testdata");
        machine.environment.put("ESPALIER_TEST_ONNX", "1");
        assertThat(machine.espalier("test").err()).contains("libonnx-testdata");
        machine.environment.put("ESPALIER_TEST_NATIVE", "1");
        assertThat(machine.espalier("test").err()).contains("gcc-aarch64-linux-gnu", "qemu-user-static");
        machine.environment.put("ESPALIER_TEST_FPGA", "1");
        machine.with("make", "exit 0");
        assertThat(machine.espalier("test").err())
                .contains("verilator iverilog yosys g++")
                .doesNotContain("make");
    }

    @Test
    void testSumsUpWhatMavenFound() throws Exception {
        machine.withJava("17.0.9")
                .withMaven(
                        """
                        echo "[INFO] Tests run: 9, Failures: 0, Errors: 0, Skipped: 0, Time elapsed: 1 s -- in a.B"
                        echo "[INFO] Tests run: 40, Failures: 0, Errors: 0, Skipped: 0"
                        echo "[ERROR] Tests run: 10, Failures: 2, Errors: 1, Skipped: 2"
                        mkdir -p library/target/surefire-reports
                        cat > library/target/surefire-reports/TEST-a.xml <<END
                        <testcase name="needsBrowser" classname="a.WebTest" time="0">
                          <skipped type="x"><![CDATA[org.opentest4j.TestAbortedException:
                        Assumption failed: chromium < 100 is not installed
                        \tat a.WebTest.needsBrowser
                        ]]></skipped>
                        </testcase>
                        <testcase name="needsData" classname="a.WebTest" time="0">
                          <skipped type="x"><![CDATA[org.opentest4j.TestAbortedException: no data
                        \tat a.WebTest.needsData
                        ]]></skipped>
                        </testcase>
                        <testcase name="passes" classname="a.WebTest" time="0"/>
                        <testcase name="later" classname="a.WebTest" time="0">
                          <skipped message="one &amp; two"/>
                        </testcase>
                        <testcase name="never" classname="a.WebTest" time="0">
                          <skipped/>
                        </testcase>
                        END
                        exit 1
                        """);

        Ended ended = machine.espalier("test");

        assertThat(ended.code()).isEqualTo(1);
        assertThat(ended.out())
                .endsWith(
                        """

                        skipped: a.WebTest.needsBrowser: chromium < 100 is not installed
                        skipped: a.WebTest.needsData: no data
                        skipped: a.WebTest.later: one & two
                        skipped: a.WebTest.never
                        45 passed, 3 failed, 2 skipped
                        """);
    }
}
