package dev.espalier.data;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import com.sun.net.httpserver.HttpExchange;
import com.sun.net.httpserver.HttpServer;
import dev.espalier.data.KnownFiles.Found;
import dev.espalier.data.KnownFiles.KnownFile;
import dev.espalier.progress.Cancellation;
import dev.espalier.progress.Progress;
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
import java.util.Arrays;
import java.util.HexFormat;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.CancellationException;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.atomic.AtomicBoolean;
import java.util.stream.Stream;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class KnownFilesTest {

    private static final byte[] ONE = "contents of one".getBytes(StandardCharsets.UTF_8);
    private static final byte[] TWO = new byte[100_000];
    private static final byte[] ONE_PACKED = FashionMnistExcerptWriter.gzip(ONE);
    private static final byte[] TWO_PACKED = FashionMnistExcerptWriter.gzip(TWO);

    @TempDir
    Path directory;

    private final List<String> requests = new CopyOnWriteArrayList<>();
    private final CountDownLatch released = new CountDownLatch(1);
    private final ExecutorService threads = Executors.newCachedThreadPool();
    private HttpServer server;
    private DataPlaces places;

    @BeforeEach
    void start() throws IOException {
        server = HttpServer.create(new InetSocketAddress(InetAddress.getLoopbackAddress(), 0), 0);
        server.setExecutor(threads);
        serve("/good/one.gz", ONE_PACKED);
        serve("/good/two.gz", TWO_PACKED);
        server.createContext("/nothing/", exchange -> {
            requests.add(exchange.getRequestURI().getPath());
            exchange.sendResponseHeaders(404, -1);
            exchange.close();
        });
        server.start();
        places = new DataPlaces(
                Optional.of(directory.resolve("given")), directory.resolve("packages"), directory.resolve("cache"));
    }

    @AfterEach
    void stop() {
        released.countDown();
        server.stop(0);
        threads.shutdownNow();
    }

    @Test
    void thePlacesAreTriedInOrder() throws IOException {
        put("cache/set");
        assertThat(find("good").directory()).isEqualTo(directory.resolve("cache/set"));
        put("packages/set");
        assertThat(find("good").directory()).isEqualTo(directory.resolve("packages/set"));
        put("given");
        assertThat(find("good").directory()).isEqualTo(directory.resolve("given"));
        put("given/set");
        assertThat(find("good").directory()).isEqualTo(directory.resolve("given/set"));
        assertThat(requests).isEmpty();
    }

    @Test
    void aPlaceWithSomeOfTheFilesIsPassedOver() throws IOException {
        Files.write(Files.createDirectories(directory.resolve("given/set")).resolve("one.gz"), ONE_PACKED);
        put("packages/set");
        assertThat(find("good").directory()).isEqualTo(directory.resolve("packages/set"));
    }

    @Test
    void unpackedFilesCount() throws IOException {
        Path set = Files.createDirectories(directory.resolve("given/set"));
        Files.write(set.resolve("one"), ONE);
        Files.write(set.resolve("two.gz"), TWO_PACKED);
        assertThat(find("good").files()).containsEntry("one.gz", set.resolve("one"));
    }

    @Test
    void aDownloadFillsTheCacheAndReportsBytes() throws IOException {
        List<String> reports = new ArrayList<>();
        Found found = known("good").find(places, download(), recording(reports), Cancellation.NEVER);
        assertThat(found.directory()).isEqualTo(directory.resolve("cache/set"));
        assertThat(found.files().get("two.gz")).hasBinaryContent(TWO_PACKED);
        assertThat(reports)
                .contains(
                        "download one.gz, bytes of " + ONE_PACKED.length,
                        "at " + ONE_PACKED.length,
                        "download two.gz, bytes of " + TWO_PACKED.length,
                        "at " + TWO_PACKED.length)
                .endsWith("closed");
        assertThat(cached()).containsExactlyInAnyOrder("one.gz", "two.gz");
    }

    @Test
    void filesAlreadyInTheCacheAreNotFetchedAgain() throws IOException {
        Files.write(Files.createDirectories(directory.resolve("cache/set")).resolve("one.gz"), ONE_PACKED);
        find("good");
        assertThat(requests).containsExactly("/good/two.gz");
    }

    @Test
    void aFailingAddressIsFollowedByTheNext() {
        serve("/changed/one.gz", TWO_PACKED);
        assertThat(find("nothing", "changed", "good").files()).hasSize(2);
        assertThat(requests).containsExactly("/nothing/one.gz", "/changed/one.gz", "/good/one.gz", "/good/two.gz");
    }

    @Test
    void aRedirectIsFollowed() {
        redirect("/moved/one.gz", "/good/one.gz");
        redirect("/moved/two.gz", "/good/two.gz");
        assertThat(find("moved").files()).hasSize(2);
    }

    @Test
    void ifNothingHelpsEveryPlaceIsListedWithItsCommand() {
        String address = base() + "nothing/";
        assertThatThrownBy(() -> find("nothing"))
                .isInstanceOf(DataException.class)
                .hasMessage(
                        """
                        Small set was not found in any of four places:
                          1. $ESPALIER_DATA (DIR/given) does not hold them: export ESPALIER_DATA=DIR, with the files in DIR/set
                          2. DIR/packages/set does not hold them: sudo apt-get install small-set
                          3. DIR/cache/set lacks 2 of the 2 files: cp one.gz two.gz DIR/cache/set
                          4. download failed (ADDRESS: HTTP status 404 for one.gz): curl -fL --create-dirs --output-dir\
                         DIR/cache/set --remote-name-all ADDRESSone.gz ADDRESStwo.gz"""
                                .replace("ADDRESS", address)
                                .replace("DIR/", directory + "/")
                                .replace("in " + directory + "/set", "in DIR/set"));
        assertThat(cached()).isEmpty();
    }

    @Test
    void changedContentsAreRefused() {
        byte[] other = "other".getBytes(StandardCharsets.UTF_8);
        serve("/changed/one.gz", FashionMnistExcerptWriter.gzip(other));
        assertFails(
                "changed",
                "one.gz does not hold what it should: SHA-256 of its contents is " + hash(other) + ", expected "
                        + hash(ONE));
    }

    @Test
    void aFilePackedByAnotherHandIsAccepted() {
        serve("/plain/one.gz", ONE);
        serve("/plain/two.gz", TWO_PACKED);
        assertThat(find("plain").files()).hasSize(2);
    }

    @Test
    void anIncompleteArchiveIsRefused() {
        serve("/broken/one.gz", Arrays.copyOf(ONE_PACKED, ONE_PACKED.length - 9));
        assertFails("broken", "one.gz arrived incomplete");
    }

    @Test
    void aDamagedArchiveIsRefused() {
        byte[] damaged = ONE_PACKED.clone();
        damaged[ONE_PACKED.length - 6] ^= 1;
        serve("/damaged/one.gz", damaged);
        assertFails("damaged", "one.gz arrived corrupt: Corrupt GZIP trailer");
    }

    @Test
    void aBodyShorterThanAnnouncedIsRefused() {
        server.createContext("/short/one.gz", exchange -> {
            exchange.sendResponseHeaders(200, ONE_PACKED.length);
            exchange.getResponseBody().write(ONE_PACKED, 0, 10);
            exchange.getResponseBody().flush();
            exchange.close();
        });
        assertFails("short", "bytes received: 10");
    }

    @Test
    void aServerThatSendsTooMuchIsCutOff() {
        server.createContext("/endless/one.gz", exchange -> {
            exchange.sendResponseHeaders(200, 0);
            while (true) {
                exchange.getResponseBody().write(TWO);
            }
        });
        assertFails("endless", "the server sends more than twice the " + ONE_PACKED.length + " bytes expected");
    }

    @Test
    void aServerThatStallsIsGivenUp() {
        server.createContext("/stall/one.gz", this::sendHalfAndWait);
        Download impatient = new Download(download().client(), Duration.ofMillis(200));
        assertThatThrownBy(() -> known("stall").find(places, impatient, Progress.NONE, Cancellation.NEVER))
                .hasMessageContaining("the server sent nothing for 0.2 s");
    }

    @Test
    void aRefusedConnectionIsSaid() {
        KnownFiles closed = known(List.of(URI.create("http://127.0.0.1:1/")));
        assertThatThrownBy(() -> closed.find(places, download(), Progress.NONE, Cancellation.NEVER))
                .hasMessageContaining("download failed (http://127.0.0.1:1/: cannot connect)");
    }

    @Test
    void cancellationStopsADownloadAndLeavesNothingBehind() {
        AtomicBoolean sent = new AtomicBoolean();
        server.createContext("/stall/one.gz", exchange -> {
            sent.set(true);
            sendHalfAndWait(exchange);
        });
        assertThatThrownBy(() -> known("stall").find(places, download(), Progress.NONE, sent::get))
                .isInstanceOf(CancellationException.class)
                .hasMessage("download cancelled");
        assertThat(cached()).isEmpty();
    }

    @Test
    void anInterruptedThreadStopsAndStaysInterrupted() {
        Thread.currentThread().interrupt();
        assertThatThrownBy(() -> find("good")).isInstanceOf(CancellationException.class);
        assertThat(Thread.interrupted()).isTrue();
        assertThat(cached()).isEmpty();
    }

    @Test
    void aCacheThatCannotBeWrittenIsSaid() throws IOException {
        Files.writeString(directory.resolve("cache"), "a file where a directory should be");
        assertFails("good", directory.resolve("cache").toString());
    }

    private void assertFails(String folder, String message) {
        assertThatThrownBy(() -> find(folder)).isInstanceOf(DataException.class).hasMessageContaining(message);
        assertThat(cached()).isEmpty();
    }

    private Found find(String... folders) {
        return known(folders).find(places, download(), Progress.NONE, Cancellation.NEVER);
    }

    private KnownFiles known(String... folders) {
        return known(Stream.of(folders)
                .map(folder -> URI.create(base() + folder + "/"))
                .toList());
    }

    private static KnownFiles known(List<URI> addresses) {
        List<KnownFile> files = List.of(
                new KnownFile("one.gz", hash(ONE), ONE_PACKED.length),
                new KnownFile("two.gz", hash(TWO), TWO_PACKED.length));
        return new KnownFiles("Small set", "set", files, addresses, Optional.of("small-set"));
    }

    private String base() {
        return "http://127.0.0.1:" + server.getAddress().getPort() + "/";
    }

    private static Download download() {
        HttpClient client = HttpClient.newBuilder()
                .followRedirects(HttpClient.Redirect.NORMAL)
                .build();
        return new Download(client, Duration.ofSeconds(20));
    }

    private void serve(String path, byte[] body) {
        server.createContext(path, exchange -> {
            requests.add(path);
            exchange.sendResponseHeaders(200, body.length);
            exchange.getResponseBody().write(body);
            exchange.close();
        });
    }

    private void redirect(String from, String to) {
        server.createContext(from, exchange -> {
            exchange.getResponseHeaders().add("Location", to);
            exchange.sendResponseHeaders(302, -1);
            exchange.close();
        });
    }

    private void sendHalfAndWait(HttpExchange exchange) throws IOException {
        exchange.sendResponseHeaders(200, ONE_PACKED.length);
        exchange.getResponseBody().write(ONE_PACKED, 0, ONE_PACKED.length / 2);
        exchange.getResponseBody().flush();
        try {
            released.await();
        } catch (InterruptedException over) {
            Thread.currentThread().interrupt();
        }
    }

    private void put(String place) throws IOException {
        Path set = Files.createDirectories(directory.resolve(place));
        Files.write(set.resolve("one.gz"), ONE_PACKED);
        Files.write(set.resolve("two.gz"), TWO_PACKED);
    }

    private List<String> cached() {
        String[] names = directory.resolve("cache/set").toFile().list();
        return names == null ? List.of() : List.of(names);
    }

    private static String hash(byte[] contents) {
        return HexFormat.of().formatHex(Sha256.digest().digest(contents));
    }

    private static Progress recording(List<String> reports) {
        return (title, unit, total) -> {
            reports.add(title + ", " + unit + " of " + total);
            return new Progress.Task() {
                @Override
                public void at(long done, String note) {
                    reports.add("at " + done);
                }

                @Override
                public void close() {
                    reports.add("closed");
                }
            };
        };
    }
}
