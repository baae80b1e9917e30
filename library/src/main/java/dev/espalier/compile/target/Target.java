package dev.espalier.compile.target;

import java.util.Collection;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.TreeMap;
import java.util.TreeSet;
import java.util.function.Supplier;

/**
 * A processor and the system it runs: all that generated code depends on besides the network.
 *
 * @param triple architecture, system and binary interface as clang writes them, such as {@code x86_64-linux-gnu}
 * @param isa the vectors it computes with
 * @param features other instructions it may use, by their Linux names, such as {@code avx512_vnni}
 * @param l1Bytes of the data cache of one core, first level
 * @param l2Bytes of the cache of one core, second level
 */
public record Target(String triple, Isa isa, Set<String> features, int l1Bytes, int l2Bytes) {

    /** The system property, and in capitals with an underscore the environment variable, that replaces the host. */
    public static final String PROPERTY = "espalier.target";

    /** The name of {@link #java}. */
    public static final String JAVA = "java";

    /**
     * What a virtual machine's compiler makes good code for: of larger functions it leaves some vectors in objects, or takes
     * seconds over them. With so many as this a product still starts in each cycle.
     */
    private static final int JAVA_REGISTERS = 20;

    private static final int L1 = 32 << 10;
    private static final int L2 = 1 << 20;

    private static final Map<String, Supplier<Target>> NAMED = new TreeMap<>(Map.of(
            "aarch64-android",
            () -> arm("aarch64-linux-android24"),
            "aarch64-linux",
            () -> arm("aarch64-linux-gnu"),
            "aarch64-macos",
            () -> arm("arm64-apple-macos11"),
            JAVA,
            Target::java,
            "x86-64-v3",
            () -> intel(Isa.AVX2),
            "x86-64-v4",
            () -> intel(Isa.AVX512)));

    public Target {
        features = Set.copyOf(features);
    }

    /** Single-precision numbers of one vector. */
    public int lanes() {
        return isa.lanes();
    }

    /** Vector registers that a function may fill. */
    public int registers() {
        return isJava() ? Math.min(JAVA_REGISTERS, isa.registers()) : isa.registers();
    }

    /** Architecture, as {@code uname -m} prints it on Linux: {@code x86_64} or {@code aarch64}. */
    public String architecture() {
        return isa == Isa.NEON ? "aarch64" : "x86_64";
    }

    /** This machine's Java virtual machine, with the widest vectors that it makes code for. */
    public static Target java() {
        return Host.virtualMachine();
    }

    /** Whether its code is Java. */
    public boolean isJava() {
        return triple.equals(JAVA);
    }

    /** Whether its code runs on this machine's processor and system. */
    public boolean runsHere() {
        if (isJava()) {
            return true;
        }
        Target here = Host.probe();
        return here.triple.equals(triple)
                && isa.compareTo(here.isa) >= 0
                && here.features.containsAll(features)
                && (isa == Isa.NEON) == (here.isa == Isa.NEON);
    }

    /**
     * The machine this process runs on, from its processor's feature bits; its name says little, least of all in a virtual
     * machine. What the system property {@code espalier.target} or the environment variable {@code ESPALIER_TARGET} names
     * takes its place.
     *
     * @throws IllegalArgumentException if that names no target
     * @throws UnsupportedOperationException if no code can be generated for this processor
     */
    public static Target host() {
        return Optional.ofNullable(System.getProperty(PROPERTY))
                .or(() -> Optional.ofNullable(System.getenv("ESPALIER_TARGET")))
                .filter(name -> !name.isBlank() && !name.equals("host"))
                .map(Target::parse)
                .orElseGet(Host::probe);
    }

    /**
     * A target by name, with instructions it has beyond the least, such as {@code x86-64-v4+avx512_vnni} or
     * {@code aarch64-linux+asimddp}.
     *
     * @param name {@code host} or one of {@link #names}
     * @throws IllegalArgumentException if there is no such target, or it knows no such instructions
     */
    public static Target parse(String name) {
        String[] parts = name.strip().split("\\+");
        Target target;
        if (parts[0].equals("host")) {
            target = Host.probe();
        } else if (NAMED.containsKey(parts[0])) {
            target = NAMED.get(parts[0]).get();
        } else {
            throw new IllegalArgumentException(
                    "there is no target '" + name + "'; possible are host, " + String.join(", ", names()));
        }
        Set<String> features = new TreeSet<>(target.features);
        for (String feature : List.of(parts).subList(1, parts.length)) {
            if (!Instructions.known(target.isa).contains(feature)) {
                throw new IllegalArgumentException("target '" + parts[0] + "' has no instructions '" + feature
                        + "'; possible are " + String.join(", ", Instructions.known(target.isa)));
            }
            features.add(feature);
        }
        return new Target(target.triple, target.isa, features, target.l1Bytes, target.l2Bytes);
    }

    /** What the processor of this machine calls itself: for people and comparisons, as code goes by features alone. */
    public static String processor() {
        return Host.name();
    }

    /** The names of targets besides {@code host}, sorted. */
    public static Collection<String> names() {
        return NAMED.keySet();
    }

    @Override
    public String toString() {
        return triple + " " + isa + (features.isEmpty() ? "" : " " + String.join(" ", new TreeSet<>(features)));
    }

    private static Target arm(String triple) {
        return new Target(triple, Isa.NEON, Set.of(), L1, L2 / 2);
    }

    /** With this machine's system if it is an x86-64, else Linux. */
    private static Target intel(Isa isa) {
        return new Target(Host.triple("x86_64"), isa, Set.of(), L1, L2);
    }
}
