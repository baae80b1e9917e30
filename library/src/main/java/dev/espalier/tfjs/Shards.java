package dev.espalier.tfjs;

import com.fasterxml.jackson.databind.JsonNode;
import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;

/**
 * One group of the weights manifest: files whose bytes, one file behind the other, hold weights one behind the other.
 *
 * @param folder of the model
 * @param files in order
 * @param weights in order
 */
record Shards(Path folder, List<Path> files, List<WeightSpec> weights) {

    /** Reads an entry of the manifest; the files lie in the folder, not above it. */
    static Shards parse(JsonNode group, Path folder) {
        List<Path> files = new ArrayList<>();
        for (JsonNode name : group.path("paths")) {
            Path file = folder.resolve(name.asText()).normalize();
            if (name.asText().isEmpty() || !file.startsWith(folder.normalize())) {
                throw new Malformed(
                        "weightsManifest names the file '" + name.asText() + "', which does not lie beside the model");
            }
            files.add(file);
        }
        List<WeightSpec> weights = new ArrayList<>();
        group.path("weights").forEach(weight -> weights.add(WeightSpec.parse(weight)));
        return new Shards(folder.normalize(), files, weights);
    }

    /** Fails unless the files are there and hold as many bytes as the weights take. */
    void expectFiles() throws IOException {
        long expected = length();
        long found = 0;
        for (Path file : files) {
            if (!Files.isRegularFile(file)) {
                throw new Malformed("there is no file " + file.getFileName() + " with weights beside it");
            }
            if (!file.toRealPath().startsWith(folder.toRealPath())) {
                throw new Malformed("the file " + folder.relativize(file)
                        + " with weights does not lie beside the model," + " but is linked from elsewhere");
            }
            found += Files.size(file);
        }
        if (found != expected || expected > Integer.MAX_VALUE) {
            throw new Malformed(String.format(
                    "its weights take %,d bytes, but %s %s %,d%s",
                    expected,
                    names(),
                    files.size() == 1 ? "holds" : "hold",
                    found,
                    found == expected ? "; at most 2 GB can be read" : firstMissing(found)));
        }
    }

    private long length() {
        long length = 0;
        for (WeightSpec weight : weights) {
            length = Math.min(length, Long.MAX_VALUE - weight.bytes()) + weight.bytes();
        }
        return length;
    }

    /**
     * All weights by name. The lengths are compared before anything is read, so that no manifest can ask for more memory
     * than its files have bytes.
     */
    Map<String, Tensor> read() throws IOException {
        expectFiles();
        ByteBuffer data = ByteBuffer.allocate((int) length()).order(ByteOrder.LITTLE_ENDIAN);
        for (Path file : files) {
            data.put(Files.readAllBytes(file));
        }
        data.flip();
        Map<String, Tensor> tensors = new LinkedHashMap<>();
        for (WeightSpec weight : weights) {
            if (tensors.put(weight.name(), weight.read(data)) != null) {
                throw new Malformed("two weights are named '" + weight.name() + "'");
            }
        }
        return tensors;
    }

    /**
     * Fails if Java cannot hold all weights as they are in the files, and as floats. One short file may stand for many.
     *
     * @param memory bytes
     */
    static void expectRoom(List<Shards> groups, long memory) {
        long needed = 0;
        for (Shards group : groups) {
            for (WeightSpec weight : group.weights) {
                needed = Math.min(needed, memory) + Math.min(weight.bytes(), memory);
                needed = Math.min(needed, memory) + Math.min(weight.count(), memory) * Float.BYTES;
            }
        }
        if (needed > memory / 4 * 3) {
            throw new Malformed(String.format(
                    "its weights take at least %,d MB of the %,d MB that Java may use; start it with a larger -Xmx",
                    needed >> 20, memory >> 20));
        }
    }

    private String names() {
        return files.isEmpty()
                ? "no file"
                : String.join(
                        ", ",
                        files.stream()
                                .map(file -> file.getFileName().toString())
                                .toList());
    }

    private String firstMissing(long found) {
        long end = 0;
        for (WeightSpec weight : weights) {
            end += weight.bytes();
            if (end > found) {
                return "; they end within weight '" + weight.name() + "'";
            }
        }
        return "";
    }
}
