package dev.espalier.kernel.bench;

import java.io.IOException;

/** A Python of this machine, which may lack what a peer needs. */
record PythonProgram(String command) {

    /** Whether it exists and ends a program without an error. */
    boolean succeeds(String program) {
        try {
            return new ProcessBuilder(command, "-c", program)
                            .redirectErrorStream(true)
                            .redirectOutput(ProcessBuilder.Redirect.DISCARD)
                            .start()
                            .waitFor()
                    == 0;
        } catch (IOException absent) {
            return false;
        } catch (InterruptedException stopped) {
            Thread.currentThread().interrupt();
            return false;
        }
    }
}
