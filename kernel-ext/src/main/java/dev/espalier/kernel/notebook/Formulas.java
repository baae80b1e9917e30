package dev.espalier.kernel.notebook;

import dev.espalier.kernel.render.Html;
import java.io.IOException;
import java.io.InputStream;
import java.io.UncheckedIOException;
import java.nio.charset.StandardCharsets;
import java.util.Properties;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/**
 * Formulas on a page. They stand in it as LaTeX, which is what readers without scripts see; a page that has any carries
 * KaTeX, which makes MathML of them where it is opened and needs no network, no fonts and no styles for that.
 */
final class Formulas {

    /** Marks the elements that hold a formula with its signs. */
    static final String CLASS = "math";

    /** A formula among other text, as LaTeX and MathJax mark them. */
    private static final Pattern FORMULA = Pattern.compile(
            "\\$\\$.+?\\$\\$|\\$[^$]+\\$|\\\\\\[.+?\\\\]|\\\\\\(.+?\\\\\\)|\\\\begin\\{([a-z]+\\*?)}.+?\\\\end\\{\\1}",
            Pattern.DOTALL);

    private static final String KATEX = "META-INF/resources/webjars/katex/";
    private static final String ABOUT = "/META-INF/maven/org.webjars.npm/katex/pom.properties";

    private Formulas() {}

    /** LaTeX as a cell shows it: formulas between text that is none. */
    static String html(String latex) {
        StringBuilder html = new StringBuilder();
        Matcher formula = FORMULA.matcher(latex);
        int start = 0;
        while (formula.find()) {
            html.append(Html.escape(latex.substring(start, formula.start())))
                    .append("<code class=\"" + CLASS + "\">")
                    .append(Html.escape(formula.group()))
                    .append("</code>");
            start = formula.end();
        }
        return html.append(Html.escape(latex.substring(start))).toString();
    }

    /** What a page with formulas needs at its end. */
    static String scripts() {
        Properties about = new Properties();
        try (InputStream properties = Formulas.class.getResourceAsStream(ABOUT)) {
            about.load(properties);
        } catch (IOException broken) {
            throw new UncheckedIOException(broken);
        }
        return "<script>\n" + text("/" + KATEX + about.getProperty("version") + "/dist/katex.min.js")
                + "\n</script>\n<script>\n" + text("formulas.js") + "</script>\n";
    }

    private static String text(String resource) {
        try (InputStream stream = Formulas.class.getResourceAsStream(resource)) {
            return new String(stream.readAllBytes(), StandardCharsets.UTF_8);
        } catch (IOException broken) {
            throw new UncheckedIOException(broken);
        }
    }
}
