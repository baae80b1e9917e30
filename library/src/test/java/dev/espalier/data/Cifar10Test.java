package dev.espalier.data;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import com.sun.net.httpserver.HttpServer;
import dev.espalier.data.KnownFiles.KnownFile;
import dev.espalier.progress.Cancellation;
import dev.espalier.progress.Progress;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.net.URI;
import java.net.http.HttpClient;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** The published format, in files of a few records that are made here. */
class Cifar10Test {

    private static final String FOLDER = "cifar-10-batches-bin/";
    private static final List<String> NAMES = List.of("data_batch_1.bin", "data_batch_2.bin", "test_batch.bin");
    private static final Download DOWNLOAD = new Download(HttpClient.newHttpClient(), Duration.ofSeconds(30));

    @TempDir
    Path directory;

    /** Record n of a batch: class n % 10; red is n, green 100 + n, blue falls with the column from 255. */
    private static byte[] batch(int from, int count) {
        ByteArrayOutputStream bytes = new ByteArrayOutputStream();
        for (int n = from; n < from + count; n++) {
            bytes.write(n % 10);
            for (int i = 0; i < 1024; i++) {
                bytes.write(n);
            }
            for (int i = 0; i < 1024; i++) {
                bytes.write(100 + n);
            }
            for (int i = 0; i < 1024; i++) {
                bytes.write(255 - i % 32);
            }
        }
        return bytes.toByteArray();
    }

    private static final List<byte[]> BATCHES = List.of(batch(0, 4), batch(4, 3), batch(7, 5));

    private static KnownFiles unpacked() {
        List<KnownFile> files = new ArrayList<>();
        for (int i = 0; i < NAMES.size(); i++) {
            files.add(new KnownFile(NAMES.get(i), Sha256.hex(BATCHES.get(i)), BATCHES.get(i).length));
        }
        return new KnownFiles("CIFAR-10", "cifar-10-batches-bin", files, List.of(), Optional.empty());
    }

    private static KnownFiles archive(byte[] packed, List<URI> addresses) {
        KnownFile file = KnownFile.asPublished("cifar-10-binary.tar.gz", Sha256.hex(packed), packed.length);
        return new KnownFiles("CIFAR-10", "cifar-10", List.of(file), addresses, Optional.empty());
    }

    /** As tar writes it: the folder itself, a text that is not asked for, then the batches. */
    private static byte[] tar() throws IOException {
        ByteArrayOutputStream out = new ByteArrayOutputStream();
        entry(out, FOLDER, '5', new byte[0]);
        entry(out, FOLDER + "batches.meta.txt", '0', "airplane\n".getBytes(StandardCharsets.US_ASCII));
        for (int i = 0; i < NAMES.size(); i++) {
            entry(out, FOLDER + NAMES.get(i), '0', BATCHES.get(i));
        }
        out.write(new byte[1024]);
        return FashionMnistExcerptWriter.gzip(out.toByteArray());
    }

    private static void entry(ByteArrayOutputStream out, String name, char type, byte[] contents) throws IOException {
        byte[] header = new byte[512];
        byte[] text = name.getBytes(StandardCharsets.US_ASCII);
        System.arraycopy(text, 0, header, 0, text.length);
        byte[] size = "%011o".formatted(contents.length).getBytes(StandardCharsets.US_ASCII);
        System.arraycopy(size, 0, header, 124, size.length);
        header[156] = (byte) type;
        out.write(header);
        out.write(contents);
        out.write(new byte[(512 - contents.length % 512) % 512]);
    }

    private DataPlaces places() {
        return new DataPlaces(
                Optional.of(directory.resolve("given")), directory.resolve("packages"), directory.resolve("cache"));
    }

    private Split load(KnownFiles archive) {
        return Cifar10.load(unpacked(), archive, places(), DOWNLOAD, Progress.NONE, Cancellation.NEVER);
    }

    private static void check(Split split) {
        assertThat(split.train().size()).isEqualTo(7);
        assertThat(split.test().size()).isEqualTo(5);
        assertThat(split.train().title()).startsWith("CIFAR-10 train");
        assertThat(split.train().classNames()).containsExactlyElementsOf(Cifar10.CLASSES);
        // The sixth training image is the second record of the second batch.
        assertThat(split.train().label(5)).isEqualTo(5);
        var picture = split.train().image(5);
        assertThat(picture.getRGB(0, 0) & 0xFFFFFF).isEqualTo(5 << 16 | 105 << 8 | 255);
        assertThat(picture.getRGB(31, 2) & 0xFFFFFF).isEqualTo(5 << 16 | 105 << 8 | 224);
        assertThat(split.test().label(4)).isEqualTo(1);
        assertThat(split.train().provenance().sha256())
                .isEqualTo(Map.of(NAMES.get(0), Sha256.hex(BATCHES.get(0)), NAMES.get(1), Sha256.hex(BATCHES.get(1))));
    }

    @Test
    void unpackedFilesOfTheUserAreRead() throws IOException {
        Path folder = Files.createDirectories(directory.resolve("given").resolve("cifar-10-batches-bin"));
        for (int i = 0; i < NAMES.size(); i++) {
            Files.write(folder.resolve(NAMES.get(i)), BATCHES.get(i));
        }
        check(load(archive(tar(), List.of())));
        byte[] wrong = BATCHES.get(1).clone();
        wrong[77] ^= 1;
        Files.write(folder.resolve(NAMES.get(1)), wrong);
        assertThatThrownBy(() -> load(archive(tar(), List.of())))
                .isInstanceOf(DataException.class)
                .hasMessageContaining("data_batch_2.bin is not the CIFAR-10 file of that name")
                .hasMessageEndingWith("delete it and load again");
    }

    @Test
    void theArchiveIsDownloadedCheckedAndKept() throws IOException {
        byte[] packed = tar();
        HttpServer server = HttpServer.create(new InetSocketAddress(InetAddress.getLoopbackAddress(), 0), 0);
        server.createContext("/kriz/cifar-10-binary.tar.gz", exchange -> {
            exchange.sendResponseHeaders(200, packed.length);
            exchange.getResponseBody().write(packed);
            exchange.close();
        });
        server.start();
        try {
            URI address = URI.create("http://localhost:" + server.getAddress().getPort() + "/kriz/");
            byte[] other = packed.clone();
            other[20] ^= 1;
            assertThatThrownBy(() -> load(archive(other, List.of(address))))
                    .isInstanceOf(DataException.class)
                    .hasMessageContaining("cifar-10-binary.tar.gz does not hold what it should")
                    .hasMessageContaining("expected " + Sha256.hex(other));
            check(load(archive(packed, List.of(address))));
        } finally {
            server.stop(0);
        }
        check(load(archive(packed, List.of())));
    }

    @Test
    void whatCannotBeHadIsListedWithTheWaysToGetIt() throws IOException {
        KnownFiles archive = archive(tar(), List.of(URI.create("http://localhost:1/kriz/")));
        assertThatThrownBy(() -> load(archive))
                .isInstanceOf(DataException.class)
                .hasMessageStartingWith("CIFAR-10 was not found in any of three places:")
                .hasMessageContaining("export ESPALIER_DATA=DIR, with the files in DIR/cifar-10")
                .hasMessageContaining("curl -fL");
    }

    @Test
    void damagedRecordsAndArchivesAreTold() throws IOException {
        Provenance place = Provenance.of("there", Map.of());
        assertThatThrownBy(() -> Cifar10.dataset("CIFAR-10 test", new byte[3072], place))
                .hasMessage("CIFAR-10 test in there has 3,072 bytes, which is no number of records of 3,073 bytes");
        byte[] eleven = batch(0, 2);
        eleven[3073] = 11;
        assertThatThrownBy(() -> Cifar10.dataset("CIFAR-10 test", eleven, place))
                .hasMessage("CIFAR-10 test in there: image 1 is of class 11, expected 0 to 9");
        Path file = directory.resolve("cut.tar.gz");
        byte[] packed = tar();
        Files.write(file, java.util.Arrays.copyOf(packed, packed.length / 2));
        assertThatThrownBy(() -> TarArchive.read(file)).hasMessage(file + " is truncated; delete it and load again");
        Files.write(file, new byte[] {1, 2, 3});
        assertThatThrownBy(() -> TarArchive.read(file)).hasMessageContaining("is truncated");
        byte[] noTar = new byte[1024];
        java.util.Arrays.fill(noTar, (byte) 'x');
        Files.write(file, noTar);
        assertThatThrownBy(() -> TarArchive.read(file)).hasMessageContaining("is no tar archive: its file 'xxx");
    }
}
