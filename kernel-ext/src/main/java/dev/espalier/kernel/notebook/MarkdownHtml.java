package dev.espalier.kernel.notebook;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Base64;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import org.commonmark.Extension;
import org.commonmark.ext.gfm.tables.TablesExtension;
import org.commonmark.ext.heading.anchor.HeadingAnchorExtension;
import org.commonmark.node.Image;
import org.commonmark.node.Node;
import org.commonmark.parser.Parser;
import org.commonmark.renderer.html.AttributeProvider;
import org.commonmark.renderer.html.HtmlRenderer;

/** Markdown cells as HTML: tables, headings one can link to, images inside the page, formulas as {@link Formulas} wants them. */
final class MarkdownHtml {
    private static final List<Extension> EXTENSIONS =
            List.of(TablesExtension.create(), HeadingAnchorExtension.create());
    private static final Parser PARSER = Parser.builder()
            .extensions(EXTENSIONS)
            .customInlineContentParserFactory(new MathSource())
            .build();
    private static final Map<String, String> IMAGES = Map.of(
            "png", "image/png", "jpg", "image/jpeg", "jpeg", "image/jpeg", "gif", "image/gif", "svg", "image/svg+xml");

    private final Path folder;

    /**
     * A converter.
     *
     * @param folder where relative image paths start
     */
    MarkdownHtml(Path folder) {
        this.folder = folder;
    }

    /**
     * The text as HTML; HTML inside it is kept, as in Jupyter.
     *
     * @param attachments as in {@link Cell.Markdown}
     */
    String html(String markdown, Map<String, Object> attachments) {
        return HtmlRenderer.builder()
                .extensions(EXTENSIONS)
                .attributeProviderFactory(context -> attributes(attachments))
                .build()
                .render(PARSER.parse(markdown));
    }

    private AttributeProvider attributes(Map<String, Object> attachments) {
        return (Node node, String tag, Map<String, String> attributes) -> {
            if (node instanceof Image image) {
                attributes.put("src", inside(image.getDestination(), attachments));
            } else if (MathSource.isMath(node)) {
                attributes.put("class", Formulas.CLASS);
            }
        };
    }

    private String inside(String address, Map<String, Object> attachments) {
        if (address.startsWith("attachment:")) {
            Object bundle = attachments.get(address.substring("attachment:".length()));
            if (bundle instanceof Map<?, ?> types && !types.isEmpty()) {
                Map.Entry<?, ?> first = types.entrySet().iterator().next();
                return "data:" + first.getKey() + ";base64," + first.getValue();
            }
            return address;
        }
        String type = IMAGES.get(address.substring(address.lastIndexOf('.') + 1).toLowerCase(Locale.ROOT));
        if (type == null || address.contains(":")) {
            return address;
        }
        try {
            return "data:" + type + ";base64,"
                    + Base64.getEncoder().encodeToString(Files.readAllBytes(folder.resolve(address)));
        } catch (IOException absent) {
            return address;
        }
    }
}
