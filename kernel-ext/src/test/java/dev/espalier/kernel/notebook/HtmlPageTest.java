package dev.espalier.kernel.notebook;

import static org.assertj.core.api.Assertions.assertThat;

import dev.espalier.kernel.evaluate.Output.Channel;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;
import java.util.OptionalInt;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class HtmlPageTest {

    @TempDir
    Path folder;

    @Test
    void showsTheRichestRepresentation() {
        assertThat(page(display(Map.of("text/plain", "plain", "text/html", "<b>rich</b>", "image/png", "AAAA"))))
                .contains("<div class=\"shown\"><b>rich</b></div>")
                .doesNotContain("plain<");
        assertThat(page(display(Map.of("text/plain", "a \"chart\"", "image/png", "AA\nAA"))))
                .contains("<img alt=\"a &quot;chart&quot;\" src=\"data:image/png;base64,AAAA\">");
        assertThat(page(display(Map.of("text/plain", "x", "text/markdown", "*y*"))))
                .contains("<em>y</em>");
        assertThat(page(display(Map.of("text/plain", "1 < 2")))).contains("value\">1 &lt; 2</pre>");
    }

    @Test
    void escapesTextAndKeepsColours() {
        assertThat(page(new CellOutput.Stream(Channel.STDERR, "<script>&")))
                .contains("<pre class=\"output stderr\">&lt;script&gt;&amp;</pre>");
        assertThat(page(new CellOutput.Failure("E", "v", List.of("\u001B[1;31mE\u001B[0m: v", "  at <x>"))))
                .contains("<span class=\"ansi-1 b\">E</span>: v\n  at &lt;x&gt;</pre>");
        assertThat(page(new CellOutput.Failure("E", "v<", List.of()))).contains("failure\">E: v&lt;</pre>");
    }

    @Test
    void dropsControlSequencesItCannotShow() {
        assertThat(Ansi.html("\u001B[2Ka\u001B[38;5;31mb\u001B[38;2;1;2;31mc\u001B[39md"))
                .isEqualTo("abcd");
        assertThat(Ansi.html("\u001B[91mhot\u001B[mcold")).isEqualTo("<span class=\"ansi-1\">hot</span>cold");
    }

    @Test
    void rendersMarkdownWithTablesAndFormulas() {
        String html = markdown("# A *title*\n\n|a|b|\n|-|-|\n|1|2|\n\nLet $w_1 * x_1$ cost \\$5 or $6, $$a_b*c*$$.");

        assertThat(html)
                .contains("<h1 id=\"a-title\">A <em>title</em></h1>", "<td>1</td>")
                .contains(
                        "<code class=\"math\">$w_1 * x_1$</code> cost $5 or $6, <code class=\"math\">$$a_b*c*$$</code>.");
    }

    @Test
    void marksFormulasAndBringsWhatShowsThem() {
        String formulas = page(
                display(Map.of("text/latex", "Let $x < 1$:\n\\begin{align*}a &= b\\end{align*}", "text/plain", "x")));
        assertThat(formulas)
                .contains("Let <code class=\"math\">$x &lt; 1$</code>:\n"
                        + "<code class=\"math\">\\begin{align*}a &amp;= b\\end{align*}</code>")
                .contains("katex.render(", "renderToString");
        assertThat(markdown("set `$HOME` first")).contains("<code>$HOME</code>").doesNotContain("<script");
    }

    @Test
    void putsImagesInsideThePage() throws IOException {
        Files.write(folder.resolve("dot.png"), new byte[] {1, 2, 3});
        Cell.Markdown text = new Cell.Markdown(
                "m",
                "![one](dot.png) ![two](attachment:b.png) ![three](absent.png) ![four](http://x.org/a.png)",
                Map.of(),
                Map.of("b.png", Map.of("image/png", "BBBB")));

        assertThat(HtmlPage.of(new Notebook(List.of(text), Map.of()), "n", folder))
                .contains("src=\"data:image/png;base64,AQID\"", "src=\"data:image/png;base64,BBBB\"")
                .contains("src=\"absent.png\"", "src=\"http://x.org/a.png\"");
    }

    @Test
    void needsNothingFromOutside() {
        Notebook notebook = Notebook.java(List.of(new Cell.Markdown("m", "text", Map.of(), Map.of())));
        String html = HtmlPage.of(notebook, "a & b", folder);

        assertThat(html)
                .startsWith("<!DOCTYPE html>")
                .contains("<title>a &amp; b</title>", "prefers-color-scheme: dark")
                .doesNotContain("<script", "<link", "http");
    }

    private String page(CellOutput output) {
        Cell.Code code = new Cell.Code("c", "x", Map.of(), OptionalInt.of(1), List.of(output));
        return body(HtmlPage.of(new Notebook(List.of(code), Map.of()), "n", folder));
    }

    private String markdown(String text) {
        Cell cell = new Cell.Markdown("m", text, Map.of(), Map.of());
        return body(HtmlPage.of(new Notebook(List.of(cell), Map.of()), "n", folder));
    }

    private static String body(String page) {
        return page.substring(page.indexOf("<main>"));
    }

    private static CellOutput display(Map<String, Object> data) {
        return new CellOutput.Display(data, Map.of());
    }
}
