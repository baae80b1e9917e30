package dev.espalier.data;

import java.io.ByteArrayOutputStream;
import java.io.DataOutputStream;
import java.io.IOException;
import java.io.OutputStream;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.zip.Deflater;
import java.util.zip.GZIPOutputStream;

/**
 * Makes the excerpt in the main resources from the full set. After {@code mvn test-compile}, in the directory
 * {@code library}:
 *
 * <pre>{@code
 * java -cp target/classes:target/test-classes dev.espalier.data.FashionMnistExcerptWriter \
 *     /usr/share/datasets/fashion-mnist src/main/resources/dev/espalier/data/fashion-mnist-excerpt
 * }</pre>
 */
final class FashionMnistExcerptWriter {

    static final int TRAIN_PER_CLASS = 160;
    static final int TEST_PER_CLASS = 40;

    private FashionMnistExcerptWriter() {}

    public static void main(String[] arguments) throws IOException {
        Path source = Path.of(arguments[0]);
        Path target = Path.of(arguments[1]);
        write(source, "train", target, "train", TRAIN_PER_CLASS);
        write(source, "t10k", target, "test", TEST_PER_CLASS);
    }

    private static void write(Path source, String from, Path target, String to, int perClass) throws IOException {
        Dataset excerpt = Idx.dataset(
                        from,
                        source.resolve(from + "-images-idx3-ubyte.gz"),
                        source.resolve(from + "-labels-idx1-ubyte.gz"),
                        FashionMnist.CLASSES)
                .takePerClass(perClass);
        Files.write(target.resolve(to + "-images-idx3-ubyte.gz"), gzip(images(excerpt)));
        Files.write(target.resolve(to + "-labels-idx1-ubyte.gz"), gzip(labels(excerpt)));
    }

    /** An IDX file of grey images. */
    static byte[] images(Dataset data) {
        ByteArrayOutputStream pixels = new ByteArrayOutputStream();
        for (int i = 0; i < data.size(); i++) {
            pixels.writeBytes(data.pixels(i));
        }
        return idx(pixels.toByteArray(), data.size(), data.height(), data.width());
    }

    /** An IDX file of labels. */
    static byte[] labels(Dataset data) {
        byte[] labels = new byte[data.size()];
        for (int i = 0; i < labels.length; i++) {
            labels[i] = (byte) data.label(i);
        }
        return idx(labels, labels.length);
    }

    /** An IDX file of unsigned bytes. */
    static byte[] idx(byte[] values, int... shape) {
        ByteArrayOutputStream bytes = new ByteArrayOutputStream();
        try (DataOutputStream out = new DataOutputStream(bytes)) {
            out.writeInt(0x0800 | shape.length);
            for (int dimension : shape) {
                out.writeInt(dimension);
            }
            out.write(values);
        } catch (IOException impossible) {
            throw new UncheckedIOException(impossible);
        }
        return bytes.toByteArray();
    }

    /** Packed as small as deflate can; the header holds no time, so the same bytes give the same file. */
    static byte[] gzip(byte[] contents) {
        ByteArrayOutputStream bytes = new ByteArrayOutputStream();
        try (OutputStream out = new SmallestGzip(bytes)) {
            out.write(contents);
        } catch (IOException impossible) {
            throw new UncheckedIOException(impossible);
        }
        return bytes.toByteArray();
    }

    private static final class SmallestGzip extends GZIPOutputStream {

        SmallestGzip(OutputStream out) throws IOException {
            super(out);
            def.setLevel(Deflater.BEST_COMPRESSION);
        }
    }
}
