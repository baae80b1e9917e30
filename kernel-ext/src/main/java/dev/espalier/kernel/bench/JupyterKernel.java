package dev.espalier.kernel.bench;

import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;

/**
 * A kernel that is measured.
 *
 * @param command that starts it; {@code {connection_file}} stands for where it listens
 * @param printing a cell that prints 20,000 lines
 * @param completing a text to go on with, where its language has members to offer
 * @param endless a cell that prints and then runs for ever
 * @param interruptBy how its cells are stopped
 */
record JupyterKernel(
        String name, List<String> command, String printing, String completing, String endless, Interrupt interruptBy) {

    /** How a cell is stopped. */
    enum Interrupt {
        MESSAGE,
        SIGNAL,
        /** It is not. */
        NEVER
    }

    /** Lines of {@link #printing}. */
    static final int LINES = 20_000;

    private static final String PRINTING = "for (int i = 0; i < " + LINES + "; i++) { System.out.println(i); }";
    private static final String COMPLETING = "\"text\".to";
    private static final String ENDLESS = "System.out.println(\"go\"); while (true) {}";
    private static final List<String> PYTHONS = List.of("python3", "/usr/bin/python3");

    /** Espalier, as Jupyter starts it. */
    static JupyterKernel espalier() {
        return java("Espalier", launcher(), Interrupt.MESSAGE);
    }

    /** What there is to have with the same base library and JShell, and nothing else: {@link MinimalKernel}. */
    static JupyterKernel minimal() {
        List<String> command = JavaProcess.of(MinimalKernel.class, 1024, 1024, 1, "{connection_file}")
                .command();
        return java("minimal kernel", command, Interrupt.NEVER);
    }

    private static JupyterKernel java(String name, List<String> command, Interrupt interrupt) {
        return new JupyterKernel(name, command, PRINTING, COMPLETING, ENDLESS, interrupt);
    }

    private static List<String> launcher() {
        String home = System.getProperty("espalier.home");
        if (home != null) {
            return List.of(Path.of(home, "espalier").toString(), "kernel", "{connection_file}");
        }
        List<String> command = new ArrayList<>();
        command.add(Path.of(System.getProperty("java.home"), "bin", "java").toString());
        command.add("--add-opens=jdk.jshell/jdk.jshell=ALL-UNNAMED");
        command.addAll(List.of("-XX:+UseSerialGC", "-Djava.awt.headless=true", "-cp"));
        command.add(System.getProperty("java.class.path"));
        // By name: the kernel stands above the benchmarks.
        command.addAll(List.of("dev.espalier.kernel.command.Main", "kernel", "{connection_file}"));
        return command;
    }

    /** Python's kernel. */
    static JupyterKernel ipykernel() throws PeerException {
        for (String python : PYTHONS) {
            if (hasIpykernel(python)) {
                return new JupyterKernel(
                        "ipykernel",
                        List.of(python, "-m", "ipykernel_launcher", "-f", "{connection_file}"),
                        "for i in range(" + LINES + "): print(i)",
                        "\"text\".is",
                        "print(\"go\", flush=True)\nwhile True: pass",
                        Interrupt.SIGNAL);
            }
        }
        throw new PeerException("no Python here has ipykernel: sudo apt-get install python3-ipykernel", null);
    }

    private static boolean hasIpykernel(String python) {
        return new PythonProgram(python).succeeds("import ipykernel");
    }
}
