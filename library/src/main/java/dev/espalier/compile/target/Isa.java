package dev.espalier.compile.target;

/** The vector instructions that generated code counts on. */
public enum Isa {
    /** x86-64 with 512-bit vectors. */
    AVX512(16, 32),
    /** x86-64 with 256-bit vectors and fused multiply-add. */
    AVX2(8, 16),
    /** 64-bit ARM with its 128-bit vectors. */
    NEON(4, 32);

    private final int lanes;
    private final int registers;

    Isa(int lanes, int registers) {
        this.lanes = lanes;
        this.registers = registers;
    }

    /** Single-precision numbers of one vector. */
    public int lanes() {
        return lanes;
    }

    /** Vector registers. */
    public int registers() {
        return registers;
    }
}
