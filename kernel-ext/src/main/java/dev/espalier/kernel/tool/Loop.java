package dev.espalier.kernel.tool;

/** Code of a cell, to be run often. Public because cells are compiled against it. */
@FunctionalInterface
public interface Loop {

    /** Runs the code so many times. */
    void run(long times) throws Throwable;
}
