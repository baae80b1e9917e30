package dev.espalier.compile.target;

import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.TreeMap;
import java.util.TreeSet;

/** Names of instruction sets as Linux lists them, and the compiler options that allow them. */
final class Instructions {

    /** What {@link Isa#AVX512} needs. */
    static final Map<String, String> AVX512 = Map.of(
            "avx512f", "-mavx512f",
            "avx512bw", "-mavx512bw",
            "avx512cd", "-mavx512cd",
            "avx512dq", "-mavx512dq",
            "avx512vl", "-mavx512vl");

    /** What {@link Isa#AVX2} needs; {@link Isa#AVX512} too. */
    static final Map<String, String> AVX2 = Map.of("avx2", "-mavx2", "fma", "-mfma", "f16c", "-mf16c");

    /** What x86-64 processors may have besides, and generated code can use. */
    private static final Map<String, String> INTEL = new TreeMap<>(Map.of(
            "amx_int8", "-mamx-int8",
            "amx_tile", "-mamx-tile",
            "avx512_vnni", "-mavx512vnni",
            "avx_vnni", "-mavxvnni"));

    /** What 64-bit ARM processors may have besides, as suffixes of the architecture. */
    private static final Map<String, String> ARM = new TreeMap<>(Map.of("asimddp", "dotprod", "i8mm", "i8mm"));

    private Instructions() {}

    /** The further instructions that targets with such vectors can name, sorted. */
    static Set<String> known(Isa isa) {
        return switch (isa) {
            case NEON -> ARM.keySet();
            case AVX512 -> INTEL.keySet();
            case AVX2 -> Set.of("avx_vnni");
        };
    }

    /** The options for a target; the same for GCC and clang. */
    static List<String> options(Target target) {
        List<String> options = new ArrayList<>();
        if (target.isa() == Isa.NEON) {
            if (!target.features().isEmpty() && !target.triple().contains("apple")) {
                StringBuilder march = new StringBuilder("-march=armv8.2-a");
                new TreeSet<>(target.features())
                        .forEach(name -> march.append('+').append(ARM.get(name)));
                options.add(march.toString());
            }
            return options;
        }
        options.addAll(new TreeMap<>(AVX2).values());
        if (target.isa() == Isa.AVX512) {
            options.addAll(new TreeMap<>(AVX512).values());
            // Without it compilers halve the vectors on processors they take for older ones.
            options.add("-mprefer-vector-width=512");
        }
        new TreeSet<>(target.features()).forEach(name -> options.add(INTEL.get(name)));
        return options;
    }
}
