package dev.espalier.kernel.notebook;

import dev.espalier.kernel.render.Html;
import dev.espalier.model.AtomicFile;
import java.io.IOException;
import java.io.InputStream;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.util.Map;

/**
 * A notebook as one self-contained HTML file: no network, light and dark, and no scripts but those of formulas. Markup in Markdown
 * cells and HTML outputs is the author's and kept; everything else is escaped.
 */
public final class HtmlPage {
    private final MarkdownHtml markdown;
    private final StringBuilder html = new StringBuilder();

    private HtmlPage(Path folder) {
        markdown = new MarkdownHtml(folder);
    }

    /**
     * Writes the page, whole or not at all.
     *
     * @param name stands in the title if the notebook has no heading
     * @param folder where relative image paths in Markdown start
     * @throws IOException if it cannot be written; an existing file is then as before
     */
    public static void write(Notebook notebook, String name, Path folder, Path file) throws IOException {
        byte[] bytes = of(notebook, name, folder).getBytes(StandardCharsets.UTF_8);
        AtomicFile.write(file, out -> out.write(bytes));
    }

    static String of(Notebook notebook, String name, Path folder) {
        HtmlPage page = new HtmlPage(folder);
        page.html
                .append("<!DOCTYPE html>\n<html lang=\"en\">\n<head>\n<meta charset=\"utf-8\">\n")
                .append("<meta name=\"viewport\" content=\"width=device-width, initial-scale=1\">\n<title>")
                .append(Html.escape(title(notebook, name)))
                .append("</title>\n<style>\n")
                .append(style())
                .append("</style>\n</head>\n<body>\n<main>\n");
        notebook.cells().forEach(page::append);
        page.html.append("</main>\n");
        if (page.html.indexOf("<code class=\"" + Formulas.CLASS + "\">") >= 0) {
            page.html.append(Formulas.scripts());
        }
        return page.html.append("</body>\n</html>\n").toString();
    }

    private void append(Cell cell) {
        if (cell instanceof Cell.Markdown text) {
            html.append("<section class=\"text\">\n")
                    .append(markdown.html(text.source(), text.attachments()))
                    .append("</section>\n");
        } else if (cell instanceof Cell.Raw raw) {
            html.append("<pre class=\"raw\">").append(Html.escape(raw.source())).append("</pre>\n");
        } else if (cell instanceof Cell.Code code && !code.source().isBlank()) {
            String number =
                    code.count().isPresent() ? String.valueOf(code.count().getAsInt()) : "";
            html.append("<section class=\"code\" data-number=\"")
                    .append(number)
                    .append("\">\n<pre class=\"source\"><code>")
                    .append(JavaHighlighter.html(code.source()))
                    .append("</code></pre>\n");
            code.outputs().forEach(this::append);
            html.append("</section>\n");
        }
    }

    private void append(CellOutput output) {
        if (output instanceof CellOutput.Stream stream) {
            preformatted(stream.channel().name().toLowerCase(java.util.Locale.ROOT), Ansi.html(stream.text()));
        } else if (output instanceof CellOutput.Failure failure) {
            String lines = failure.traceback().isEmpty()
                    ? failure.name() + ": " + failure.message()
                    : String.join("\n", failure.traceback());
            preformatted("failure", Ansi.html(lines));
        } else if (output instanceof CellOutput.Shown shown) {
            append(shown.data());
        }
    }

    private void append(Map<String, Object> data) {
        String type = MimeTypes.BEST_FIRST.stream()
                .filter(data::containsKey)
                .findFirst()
                .orElse("");
        String content = type.isEmpty() ? "" : String.valueOf(data.get(type));
        switch (type) {
            case "text/html", "image/svg+xml" ->
                html.append("<div class=\"shown\">").append(content).append("</div>\n");
            case "image/png", "image/jpeg" ->
                html.append("<div class=\"shown\"><img alt=\"")
                        .append(Html.escape(String.valueOf(data.getOrDefault("text/plain", ""))))
                        .append("\" src=\"data:")
                        .append(type)
                        .append(";base64,")
                        .append(content.replaceAll("[^A-Za-z0-9+/=]", ""))
                        .append("\"></div>\n");
            case "text/markdown" ->
                html.append("<div class=\"shown text\">")
                        .append(markdown.html(content, Map.of()))
                        .append("</div>\n");
            case "text/latex" ->
                html.append("<div class=\"shown text\">")
                        .append(Formulas.html(content))
                        .append("</div>\n");
            case "text/plain" -> preformatted("value", Ansi.html(content));
            default -> preformatted("value", Html.escape(data.keySet().toString()));
        }
    }

    private void preformatted(String kind, String content) {
        html.append("<pre class=\"output ")
                .append(kind)
                .append("\">")
                .append(content)
                .append("</pre>\n");
    }

    private static String title(Notebook notebook, String name) {
        return notebook.cells().stream()
                .filter(cell -> cell instanceof Cell.Markdown)
                .flatMap(cell -> cell.source().lines())
                .filter(line -> line.startsWith("# "))
                .map(line -> line.substring(2).strip())
                .findFirst()
                .orElse(name);
    }

    private static String style() {
        try (InputStream css = HtmlPage.class.getResourceAsStream("page.css")) {
            return new String(css.readAllBytes(), StandardCharsets.UTF_8);
        } catch (IOException broken) {
            throw new java.io.UncheckedIOException(broken);
        }
    }
}
