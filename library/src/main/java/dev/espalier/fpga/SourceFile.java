package dev.espalier.fpga;

import dev.espalier.model.AtomicFile;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.util.List;

/**
 * A file of Verilog, or of the numbers that a bench reads.
 *
 * @param name without a folder
 */
public record SourceFile(String name, String text) {

    private static final String VERILOG = ".v";

    boolean isVerilog() {
        return name.endsWith(VERILOG);
    }

    /** The file of a module, which has its name. */
    static SourceFile module(String module, String text) {
        return new SourceFile(module + VERILOG, text);
    }

    /** Writes files into a folder, which is made if need be. */
    public static void writeAll(List<SourceFile> files, Path folder) throws IOException {
        for (SourceFile file : files) {
            AtomicFile.write(
                    folder.resolve(file.name()), out -> out.write(file.text().getBytes(StandardCharsets.UTF_8)));
        }
    }
}
