package dev.espalier.compile.target;

import java.util.Set;

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

    public Target {
        features = Set.copyOf(features);
    }

    /** Single-precision numbers of one vector. */
    public int lanes() {
        return isa.lanes();
    }
}
