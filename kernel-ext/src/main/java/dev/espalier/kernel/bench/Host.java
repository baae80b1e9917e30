package dev.espalier.kernel.bench;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;

/**
 * Where a measurement was made.
 *
 * @param cpu its name
 * @param processors that this process may use
 * @param system kernel and version
 * @param java version of the virtual machine
 */
record Host(String cpu, int processors, String system, String java) {

    private static final Path CPU_INFO = Path.of("/proc/cpuinfo");

    static Host here() {
        return new Host(
                cpuName(),
                Runtime.getRuntime().availableProcessors(),
                System.getProperty("os.name") + " " + System.getProperty("os.version"),
                Runtime.version().toString());
    }

    private static String cpuName() {
        try {
            return Files.readAllLines(CPU_INFO).stream()
                    .filter(line -> line.startsWith("model name"))
                    .map(line -> line.substring(line.indexOf(':') + 1).strip())
                    .findFirst()
                    .orElse(System.getProperty("os.arch"));
        } catch (IOException notLinux) {
            return System.getProperty("os.arch");
        }
    }

    @Override
    public String toString() {
        return "%s, %d processors, %s, Java %s".formatted(cpu, processors, system, java);
    }
}
