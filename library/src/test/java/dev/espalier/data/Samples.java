package dev.espalier.data;

import java.util.List;
import java.util.Map;
import java.util.stream.IntStream;

/** Small datasets whose pixels say which image they belong to. */
final class Samples {

    private Samples() {}

    static Provenance provenance() {
        return Provenance.of("a test", Map.of());
    }

    /** Image i is all i (modulo 256), its label is i modulo the number of classes. */
    static Dataset numbered(int size, int classes) {
        int length = 6;
        byte[] pixels = new byte[size * length];
        for (int i = 0; i < pixels.length; i++) {
            pixels[i] = (byte) (i / length);
        }
        int[] labels = IntStream.range(0, size).map(i -> i % classes).toArray();
        return new Dataset("numbered", 1, 2, 3, pixels, labels, names(classes), provenance());
    }

    /** Byte j of the whole is j (modulo 256). */
    static Dataset counting(int size, int channels, int height, int width) {
        byte[] pixels = new byte[size * channels * height * width];
        for (int i = 0; i < pixels.length; i++) {
            pixels[i] = (byte) i;
        }
        return new Dataset("counting", channels, height, width, pixels, new int[size], names(1), provenance());
    }

    static List<String> names(int classes) {
        return IntStream.range(0, classes).mapToObj(c -> "class " + c).toList();
    }
}
