package dev.espalier.data;

import dev.espalier.progress.Cancellation;
import dev.espalier.progress.Progress;
import java.io.IOException;
import java.net.ConnectException;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse;
import java.net.http.HttpTimeoutException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.concurrent.CancellationException;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.TimeoutException;

/**
 * Fetches one file over HTTP.
 *
 * @param client follows redirects
 * @param patience how long the server may send nothing
 */
record Download(HttpClient client, Duration patience) {

    private static final long POLL_MILLISECONDS = 50;

    static Download standard() {
        HttpClient client = HttpClient.newBuilder()
                .followRedirects(HttpClient.Redirect.NORMAL)
                .connectTimeout(Duration.ofSeconds(10))
                .build();
        return new Download(client, Duration.ofSeconds(30));
    }

    /**
     * Fetches what is at the address into the file, which is left incomplete on failure: hand in a temporary one.
     *
     * @param bytes roughly how long it is; a server that sends twice as much is cut off
     * @throws IOException with one sentence on what went wrong
     * @throws CancellationException if asked to stop
     */
    void fetch(URI address, Path file, long bytes, Progress progress, Cancellation cancellation) throws IOException {
        HttpRequest request =
                HttpRequest.newBuilder(address).timeout(patience).GET().build();
        CompletableFuture<HttpResponse<Path>> answer = client.sendAsync(
                request,
                head -> head.statusCode() == 200
                        ? HttpResponse.BodySubscribers.ofFile(file)
                        : HttpResponse.BodySubscribers.replacing(file));
        String title = "download " + file(address);
        try (Progress.Task task = progress.start(title, "bytes", bytes)) {
            int status = await(answer, file, bytes, task, cancellation);
            if (status != 200) {
                throw new IOException("HTTP status " + status + " for " + file(address));
            }
            task.at(bytes, "");
        } finally {
            answer.cancel(true);
        }
    }

    /** Watches the file grow, because neither the client nor its body handlers limit how long a body may stall. */
    private int await(
            CompletableFuture<HttpResponse<Path>> answer,
            Path file,
            long bytes,
            Progress.Task task,
            Cancellation cancellation)
            throws IOException {
        long received = 0;
        long since = System.nanoTime();
        while (true) {
            try {
                return answer.get(POLL_MILLISECONDS, TimeUnit.MILLISECONDS).statusCode();
            } catch (ExecutionException failure) {
                throw new IOException(reason(failure.getCause()), failure.getCause());
            } catch (InterruptedException interrupt) {
                Thread.currentThread().interrupt();
                throw new CancellationException("download interrupted");
            } catch (TimeoutException notYet) {
                if (cancellation.requested()) {
                    throw new CancellationException("download cancelled");
                }
            }
            long now = Files.exists(file) ? Files.size(file) : 0;
            if (now > 2 * bytes) {
                throw new IOException("the server sends more than twice the %,d bytes expected".formatted(bytes));
            }
            if (now > received) {
                received = now;
                since = System.nanoTime();
                task.at(Math.min(received, bytes), "");
            } else if (System.nanoTime() - since > patience.toNanos()) {
                throw new IOException("the server sent nothing for " + seconds());
            }
        }
    }

    private String reason(Throwable failure) {
        if (failure instanceof HttpTimeoutException) {
            return "the server did not answer within " + seconds();
        }
        if (failure instanceof ConnectException) {
            return "cannot connect";
        }
        return failure.getMessage() == null ? failure.toString() : failure.getMessage();
    }

    private String seconds() {
        return patience.toMillis() / 1000.0 + " s";
    }

    private static String file(URI address) {
        String path = address.getPath();
        return path.substring(path.lastIndexOf('/') + 1);
    }
}
