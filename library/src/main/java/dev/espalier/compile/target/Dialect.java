package dev.espalier.compile.target;

/** Whose options a compiler understands. */
public enum Dialect {
    /** The GNU compiler: one program for each architecture. */
    GCC,
    /** LLVM's compiler: one program for all. */
    CLANG
}
