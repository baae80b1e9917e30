package dev.espalier.model.file;

import dev.espalier.model.AtomicFile;
import dev.espalier.model.LevelCode;
import dev.espalier.model.MaskCode;
import dev.espalier.model.Model;
import java.io.IOException;
import java.io.InputStream;
import java.io.OutputStream;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Map;

/**
 * Models on disk, {@code .espalier}: a zip of
 *
 * <ul>
 *   <li>{@code model.json}: format version, name, origin, graph with every attribute of every operator, encodings,
 *       history;
 *   <li>{@code weights.safetensors}: the parameters under their names, float32. Of a masked parameter only the kept
 *       numbers, row-major, and nothing if none is kept; of a quantized one the scales of its groups;
 *   <li>{@code masks/PARAMETER}: the {@link MaskCode} of each masked parameter, quantized or not;
 *   <li>{@code levels/PARAMETER}: the {@link LevelCode} of each quantized parameter.
 * </ul>
 *
 * <p>The same model and origin give the same bytes. Reading checks everything before a model exists.
 */
public final class ModelFile {

    private ModelFile() {}

    /**
     * Saves a model; the file is replaced whole or left as it was.
     *
     * @throws IOException if the disk refuses, naming the file
     * @throws IllegalArgumentException if a masked parameter is not zero under its mask, or a quantized one between its
     *     levels
     */
    public static void save(Model model, Path file) throws IOException {
        save(model, file, Origin.current());
    }

    /** Saves a model with what is to be known of its making. */
    public static void save(Model model, Path file, Origin origin) throws IOException {
        Map<String, byte[]> entries = ModelEntries.of(model, origin);
        AtomicFile.write(file, out -> Archive.write(entries, out));
    }

    /** Writes a model as part of a larger file; the stream stays open. */
    public static void write(Model model, OutputStream out) throws IOException {
        Archive.write(ModelEntries.of(model, Origin.current()), out);
    }

    /**
     * Loads a model.
     *
     * @throws IOException if there is no such file or it holds no model, naming the file, the entry and the field
     */
    public static Model load(Path file) throws IOException {
        return read(file, ModelEntries::model);
    }

    /**
     * Reads a model that is part of a larger file.
     *
     * @param where what to call it in errors
     * @throws IOException if it is no model, naming the entry and the field
     */
    public static Model read(InputStream in, String where) throws IOException {
        try {
            Map<String, byte[]> entries = Archive.read(in);
            return ModelEntries.model(entries);
        } catch (FormatException damaged) {
            throw new IOException("cannot load " + where + ": " + damaged.getMessage(), damaged);
        }
    }

    /**
     * What wrote a model file.
     *
     * @throws IOException as {@link #load}
     */
    public static Origin origin(Path file) throws IOException {
        return read(file, entries -> ModelEntries.description(entries).origin());
    }

    @FunctionalInterface
    private interface Reader<T> {
        T read(Map<String, byte[]> entries) throws IOException;
    }

    private static <T> T read(Path file, Reader<T> reader) throws IOException {
        if (!Files.isRegularFile(file)) {
            throw new IOException("cannot load " + file + ": "
                    + (Files.exists(file) ? "it is no regular file" : "there is no such file"));
        }
        try {
            return reader.read(Archive.read(file));
        } catch (FormatException damaged) {
            throw new IOException("cannot load " + file + ": " + damaged.getMessage(), damaged);
        }
    }
}
