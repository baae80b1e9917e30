package dev.espalier.onnx;

import dev.espalier.onnx.proto.StringStringEntryProto;
import dev.espalier.onnx.proto.TensorProto;
import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.channels.FileChannel;
import java.nio.file.Files;
import java.nio.file.InvalidPathException;
import java.nio.file.Path;
import java.util.HashSet;
import java.util.LinkedHashMap;
import java.util.Map;
import java.util.Set;

/**
 * Tensors whose bytes are in other files, which must lie in the directory of the model's file or below it, links followed.
 */
final class ExternalData {

    private final Path directory;
    private final Budget budget;
    private final Set<Path> counted = new HashSet<>();

    /**
     * Looks for files.
     *
     * @param directory of the model's file
     * @param budget which the sizes of files add to, each once
     */
    ExternalData(Path directory, Budget budget) {
        this.directory = directory;
        this.budget = budget;
    }

    /** The bytes of a tensor. */
    ByteBuffer read(TensorProto tensor, long bytes) {
        Map<String, String> entries = new LinkedHashMap<>();
        for (StringStringEntryProto entry : tensor.getExternalDataList()) {
            entries.put(entry.getKey(), entry.getValue());
        }
        String location = entries.getOrDefault("location", "");
        Path file = inside(location);
        long offset = number(entries, "offset", 0);
        long length = number(entries, "length", bytes);
        if (length != bytes) {
            throw new OnnxException(
                    "its dimensions ask for " + bytes + " bytes, but '" + location + "' is to give " + length);
        }
        try (FileChannel channel = FileChannel.open(file)) {
            if (offset > channel.size() - length) {
                throw new OnnxException("needs " + length + " bytes from byte " + offset + " of '" + location
                        + "', which has only " + channel.size());
            }
            if (counted.add(file)) {
                budget.file(channel.size());
            }
            return channel.map(FileChannel.MapMode.READ_ONLY, offset, length);
        } catch (IOException unreadable) {
            throw new OnnxException(
                    "its file '" + location + "' cannot be read: " + unreadable.getMessage(), unreadable);
        }
    }

    /** The file itself, after all links, so that several names of one file count once. */
    private Path inside(String location) {
        try {
            Path asked = Path.of(location);
            if (asked.isAbsolute() || asked.normalize().startsWith("..")) {
                throw outside(location);
            }
            Path file = directory.resolve(asked);
            if (location.isBlank() || !Files.isRegularFile(file)) {
                throw new OnnxException("its file '" + location + "' does not exist beside the model");
            }
            Path real = file.toRealPath();
            if (!real.startsWith(directory.toRealPath())) {
                throw outside(location);
            }
            return real;
        } catch (InvalidPathException | IOException unreadable) {
            throw new OnnxException(
                    "its file '" + location + "' cannot be read: " + unreadable.getMessage(), unreadable);
        }
    }

    private static OnnxException outside(String location) {
        return new OnnxException(
                "its file '" + location + "' lies outside the directory of the model, where nothing is read from");
    }

    private static long number(Map<String, String> entries, String key, long otherwise) {
        String text = entries.get(key);
        if (text == null) {
            return otherwise;
        }
        if (!text.matches("[0-9]{1,18}")) {
            throw new OnnxException("its external data have the " + key + " '" + text + "', which is no number");
        }
        return Long.parseLong(text);
    }
}
