package dev.espalier.compile.target;

import com.sun.management.HotSpotDiagnosticMXBean;
import java.io.BufferedReader;
import java.io.FileReader;
import java.io.IOException;
import java.io.InputStreamReader;
import java.lang.management.ManagementFactory;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Arrays;
import java.util.HashSet;
import java.util.List;
import java.util.Locale;
import java.util.Optional;
import java.util.Set;
import java.util.stream.Collectors;

/** This machine's processor, as the system describes it. */
final class Host {

    private static final int L1 = 32 << 10;
    private static final int L2 = 512 << 10;

    private static volatile Target found;

    private Host() {}

    /** The target that is this machine. */
    static Target probe() {
        Target target = found;
        if (target == null) {
            target = probe(architecture(), Path.of("/"));
            found = target;
        }
        return target;
    }

    /**
     * The same with other files.
     *
     * @param root the folder that {@code proc} and {@code sys} are in
     */
    static Target probe(String architecture, Path root) {
        Set<String> flags = flags(architecture, root);
        Isa isa;
        if (architecture.equals("aarch64")) {
            isa = Isa.NEON;
        } else if (!architecture.equals("x86_64") || !flags.containsAll(Instructions.AVX2.keySet())) {
            throw new UnsupportedOperationException("code is generated for x86-64 with AVX2 and FMA and for 64-bit ARM;"
                    + " this machine is " + architecture + " without them");
        } else {
            isa = flags.containsAll(Instructions.AVX512.keySet()) ? Isa.AVX512 : Isa.AVX2;
        }
        Set<String> features = new HashSet<>(Instructions.known(isa));
        features.retainAll(flags);
        return new Target(triple(architecture), isa, features, cache(root, 1, L1), cache(root, 2, L2));
    }

    /** The triple of this system's programs on such a processor. */
    static String triple(String architecture) {
        String system = System.getProperty("os.name").toLowerCase(Locale.ROOT);
        if (system.contains("mac")) {
            return (architecture.equals("aarch64") ? "arm64" : architecture) + "-apple-macos11";
        }
        return architecture + (system.contains("windows") ? "-w64-windows-gnu" : "-linux-gnu");
    }

    private static String architecture() {
        String name = System.getProperty("os.arch");
        return name.equals("amd64") ? "x86_64" : name.equals("arm64") ? "aarch64" : name;
    }

    /** What the processor calls itself; its architecture where nobody says. */
    static String name() {
        return line(Path.of("/proc/cpuinfo"), "model name")
                .or(() -> Optional.of(sysctl("machdep.cpu.brand_string")).filter(name -> !name.isEmpty()))
                .or(() -> Optional.ofNullable(System.getenv("PROCESSOR_IDENTIFIER")))
                .orElse(architecture());
    }

    private static Set<String> flags(String architecture, Path root) {
        Path cpuInfo = root.resolve("proc/cpuinfo");
        if (Files.isReadable(cpuInfo)) {
            String key = architecture.equals("aarch64") ? "Features" : "flags";
            return line(cpuInfo, key).map(Host::words).orElse(Set.of());
        }
        if (architecture.equals("aarch64")) {
            return sysctl("hw.optional.arm.FEAT_DotProd").equals("1") ? Set.of("asimddp") : Set.of();
        }
        return ofVirtualMachine();
    }

    /** The virtual machine this is, which may keep to narrower vectors than the processor has. */
    static Target virtualMachine() {
        int bytes = vectorBytes();
        Isa isa = bytes >= 64 ? Isa.AVX512 : bytes >= 32 ? Isa.AVX2 : Isa.NEON;
        return new Target(Target.JAVA, isa, Set.of(), cache(Path.of("/"), 1, L1), cache(Path.of("/"), 2, L2));
    }

    private static int vectorBytes() {
        try {
            HotSpotDiagnosticMXBean bean = ManagementFactory.getPlatformMXBean(HotSpotDiagnosticMXBean.class);
            return Integer.parseInt(bean.getVMOption("MaxVectorSize").getValue());
        } catch (IllegalArgumentException | NullPointerException otherVirtualMachine) {
            return 16;
        }
    }

    /** Where no file tells, the Java virtual machine does: it has asked the processor for its own compilers. */
    private static Set<String> ofVirtualMachine() {
        try {
            HotSpotDiagnosticMXBean bean = ManagementFactory.getPlatformMXBean(HotSpotDiagnosticMXBean.class);
            int level = Integer.parseInt(bean.getVMOption("UseAVX").getValue());
            Set<String> flags = new HashSet<>();
            if (level >= 2 && Boolean.parseBoolean(bean.getVMOption("UseFMA").getValue())) {
                flags.addAll(Instructions.AVX2.keySet());
            }
            if (level >= 3) {
                flags.addAll(Instructions.AVX512.keySet());
            }
            return flags;
        } catch (IllegalArgumentException | NullPointerException otherVirtualMachine) {
            return Set.of();
        }
    }

    private static int cache(Path root, int level, int usual) {
        for (int index = 0; index < 8; index++) {
            Path folder = root.resolve("sys/devices/system/cpu/cpu0/cache/index" + index);
            if (text(folder.resolve("level")).equals(String.valueOf(level))
                    && !text(folder.resolve("type")).equals("Instruction")) {
                return bytes(text(folder.resolve("size"))).orElse(usual);
            }
        }
        String told = sysctl(level == 1 ? "hw.l1dcachesize" : "hw.l2cachesize");
        return bytes(told).orElse(usual);
    }

    private static Optional<Integer> bytes(String size) {
        if (!size.matches("\\d{1,6}[KM]|\\d{1,9}")) {
            return Optional.empty();
        }
        int unit = size.endsWith("K") ? 1 << 10 : size.endsWith("M") ? 1 << 20 : 1;
        return Optional.of(Integer.parseInt(size.replaceAll("\\D", "")) * unit);
    }

    private static String sysctl(String name) {
        if (!Files.isExecutable(Path.of("/usr/sbin/sysctl"))
                || !System.getProperty("os.name").startsWith("Mac")) {
            return "";
        }
        try {
            Process process = new ProcessBuilder(List.of("/usr/sbin/sysctl", "-n", name)).start();
            try (BufferedReader lines =
                    new BufferedReader(new InputStreamReader(process.getInputStream(), StandardCharsets.UTF_8))) {
                return Optional.ofNullable(lines.readLine()).orElse("").strip();
            }
        } catch (IOException unknown) {
            return "";
        }
    }

    private static String text(Path file) {
        return line(file, "").orElse("");
    }

    /** The value of the first line that begins with a key. A stream, not a channel, which an interrupted thread cannot read. */
    private static Optional<String> line(Path file, String key) {
        try (BufferedReader lines = new BufferedReader(new FileReader(file.toFile(), StandardCharsets.UTF_8))) {
            return lines.lines()
                    .filter(line -> line.startsWith(key))
                    .findFirst()
                    .map(line -> line.substring(key.isEmpty() ? 0 : line.indexOf(':') + 1)
                            .strip());
        } catch (IOException unreadable) {
            return Optional.empty();
        }
    }

    private static Set<String> words(String text) {
        return Arrays.stream(text.split("\\s+")).collect(Collectors.toSet());
    }
}
