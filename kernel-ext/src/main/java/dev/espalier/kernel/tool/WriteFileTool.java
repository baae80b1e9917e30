package dev.espalier.kernel.tool;

import dev.espalier.kernel.magic.Arguments;
import dev.espalier.kernel.magic.Context;
import dev.espalier.kernel.magic.Kinds;
import dev.espalier.kernel.magic.Magic;
import dev.espalier.kernel.magic.Parameter;
import dev.espalier.kernel.magic.Schema;
import dev.espalier.model.AtomicFile;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardOpenOption;
import java.util.List;

/** {@code %%writefile}. */
final class WriteFileTool {

    private static final Parameter<Path> FILE = Parameter.required("file", Kinds.path(), "where to");
    private static final Parameter<Boolean> APPEND =
            Parameter.flag("append", "adds to the file instead of replacing it").letter("a");
    private static final Schema SCHEMA = Schema.cell("writefile", "writes the cell to a file", Void.class, FILE, APPEND)
            .examples("%%writefile notes.txt\nfirst line", "%%writefile -a notes.txt\none more");

    private WriteFileTool() {}

    static List<Magic> all() {
        return List.of(
                Magic.of(SCHEMA, WriteFileTool::run),
                Magic.of(SCHEMA.calledAs("file", "is %%writefile"), WriteFileTool::run));
    }

    private static Object run(Arguments arguments, Context context) throws IOException {
        Path file = arguments.get(FILE);
        if (Files.isDirectory(file)) {
            throw new IOException(file + " is a directory; give the name of a file");
        }
        Path folder = file.toAbsolutePath().getParent();
        if (folder != null && !Files.isDirectory(folder)) {
            throw new IOException("there is no directory " + folder + " to write " + file.getFileName() + " to");
        }
        boolean there = Files.exists(file);
        String body = arguments.body();
        // A front end sends a cell without the end of its last line.
        byte[] text = (body.isEmpty() || body.endsWith("\n") ? body : body + "\n").getBytes(StandardCharsets.UTF_8);
        if (arguments.get(APPEND)) {
            Files.write(file, text, StandardOpenOption.CREATE, StandardOpenOption.APPEND);
        } else {
            AtomicFile.write(file, out -> out.write(text));
        }
        context.print((!there ? "Writing " : arguments.get(APPEND) ? "Appending to " : "Overwriting ") + file);
        return null;
    }
}
