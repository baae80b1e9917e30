package dev.espalier.kernel.tool;

import dev.espalier.kernel.magic.Arguments;
import dev.espalier.kernel.magic.Context;
import dev.espalier.kernel.magic.Kinds;
import dev.espalier.kernel.magic.Magic;
import dev.espalier.kernel.magic.Parameter;
import dev.espalier.kernel.magic.Schema;
import java.io.IOException;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse;
import java.nio.charset.MalformedInputException;
import java.nio.file.Files;
import java.nio.file.NoSuchFileException;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;

/** {@code %load}: puts a text into the cell, to be read, changed and run. */
final class LoadTool {

    private static final Duration PATIENCE = Duration.ofSeconds(30);

    private static final Parameter<String> SOURCE =
            Parameter.required("source", new PathWordsKind(), "a file, or an address of the web");
    private static final Parameter<List<CellRange>> LINES = Parameter.option(
                    "lines",
                    Kinds.list(Kinds.read("RANGE", "lines such as 5, 5-10 or 5-", CellRange::parse)),
                    "only these lines")
            .letter("r");
    private static final Schema SCHEMA = Schema.line(
                    "load",
                    "puts a file or a page of the web into this cell; %run runs one",
                    String.class,
                    SOURCE,
                    LINES)
            .examples("%load example.jsh", "%load -r 10-25 Tool.java");

    private LoadTool() {}

    static List<Magic> all() {
        return List.of(Magic.of(SCHEMA, LoadTool::run));
    }

    private static Object run(Arguments arguments, Context context) throws Exception {
        String source = arguments.get(SOURCE);
        String text = source.matches("(?i)https?://.*") ? fetched(source) : read(source, context);
        Optional<List<CellRange>> lines = arguments.find(LINES);
        if (lines.isPresent()) {
            text = only(text, lines.get(), source);
        }
        if (context.taken()) {
            return text;
        }
        if (!context.output().offerCell("// %load " + source + "\n" + text, true)) {
            context.print(text);
        }
        return null;
    }

    private static String only(String text, List<CellRange> ranges, String source) {
        List<String> all = text.lines().toList();
        List<String> chosen = new ArrayList<>();
        for (int line = 1; line <= all.size(); line++) {
            int number = line;
            if (ranges.stream().anyMatch(range -> range.contains(number))) {
                chosen.add(all.get(line - 1));
            }
        }
        if (chosen.isEmpty()) {
            throw new IllegalArgumentException(source + " has " + all.size() + " lines; none of them was asked for");
        }
        return String.join("\n", chosen);
    }

    private static String read(String word, Context context) throws IOException {
        Path file = Kinds.path().parse(word, context.variables());
        try {
            return Files.readString(file);
        } catch (NoSuchFileException e) {
            throw new IOException("there is no file " + file, e);
        } catch (MalformedInputException e) {
            throw new IOException(file + " is not text in UTF-8", e);
        }
    }

    private static String fetched(String address) throws IOException, InterruptedException {
        HttpClient client = HttpClient.newBuilder()
                .connectTimeout(PATIENCE)
                .followRedirects(HttpClient.Redirect.NORMAL)
                .build();
        HttpRequest request;
        try {
            request = HttpRequest.newBuilder(URI.create(address))
                    .timeout(PATIENCE)
                    .build();
        } catch (IllegalArgumentException e) {
            throw new IOException("'" + address + "' is no address: " + e.getMessage(), e);
        }
        HttpResponse<String> response;
        try {
            response = client.send(request, HttpResponse.BodyHandlers.ofString());
        } catch (IOException e) {
            throw new IOException("cannot reach " + address + (e.getMessage() == null ? "" : ": " + e.getMessage()), e);
        }
        if (response.statusCode() != 200) {
            throw new IOException(address + " answers with status " + response.statusCode());
        }
        return response.body();
    }
}
