package dev.espalier.kernel.session;

import static org.assertj.core.api.Assertions.assertThat;
import static org.junit.jupiter.params.provider.Arguments.arguments;

import dev.espalier.kernel.evaluate.Options;
import dev.espalier.kernel.magic.Magics;
import dev.espalier.kernel.magic.RecordedOutput;
import dev.espalier.kernel.render.MimeBundle;
import dev.espalier.kernel.render.Renderers;
import java.io.ByteArrayInputStream;
import java.io.IOException;
import java.util.ArrayList;
import java.util.Base64;
import java.util.List;
import java.util.Map;
import java.util.stream.Stream;
import javax.imageio.ImageIO;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.TestInstance;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.Arguments;
import org.junit.jupiter.params.provider.MethodSource;

/** Values of cells as notebooks show them. */
@TestInstance(TestInstance.Lifecycle.PER_CLASS)
class ShownValuesTest {

    private final Session session = new Session(options(), new Magics(List.of()), Renderers.installed());

    private static Options options() {
        List<String> imports = new ArrayList<>(Options.defaults().imports());
        imports.addAll(List.of(
                "javax.swing.*",
                "org.knowm.xchart.*",
                "tech.tablesaw.api.*",
                "dev.espalier.kernel.render.*",
                "static dev.espalier.kernel.session.Display.*"));
        return Options.defaults().withImports(imports);
    }

    @AfterAll
    void close() {
        session.close();
    }

    static Stream<Arguments> texts() {
        return Stream.of(
                arguments("Optional.of(new int[] {1, 2})", "Optional[[1, 2]]"),
                arguments("Optional.empty()", "Optional.empty"),
                arguments("record P(int x, int[] y) {}\nnew P(1, new int[] {2, 3})", "P[x=1, y=[2, 3]]"),
                arguments("record Q(int x) { public String toString() { return \"own\"; } }\nnew Q(1)", "own"),
                arguments("record E() {}\nList.of(new E())", "[E[]]"),
                arguments("Map.of(\"k\", new double[][] {{1}, {2}})", "{k=[[1.0],\n  [2.0]]}"),
                arguments(
                        "IntStream.range(0, 3)",
                        "a stream; showing its elements would use it up, .toList() makes a list of them"),
                arguments("URI.create(\"javascript:alert(1)\")", "javascript:alert(1)"),
                arguments("new Object[] {null, \"a\", Optional.of(1)}", "[null, a, Optional[1]]"));
    }

    @ParameterizedTest
    @MethodSource("texts")
    void asText(String cell, String text) {
        assertThat(value(cell).plain()).isEqualTo(text);
    }

    /** Values that hold markup, with what has to stand in their HTML. */
    static Stream<Arguments> hostile() {
        String evil = "<script>alert('x')</script>\\\"&";
        String escaped = "&lt;script&gt;alert(&#39;x&#39;)&lt;/script&gt;&quot;&amp;";
        return Stream.of(
                arguments("Map.of(\"" + evil + "\", 1)", escaped),
                arguments("Map.of(1, List.of(\"" + evil + "\"))", escaped),
                arguments("record R(String s) {}\nnew R(\"" + evil + "\")", escaped),
                arguments("List.of(new R(\"" + evil + "\"))", escaped),
                arguments(
                        "Table.create(\"" + evil + "\", StringColumn.create(\"" + evil + "\", \"" + evil + "\"))",
                        escaped),
                arguments("new URL(\"http://x/?a=%22%3E\" + \"<b>\")", "&lt;b&gt;"),
                arguments("URI.create(\"https://x/'onclick='y\")", "&#39;onclick=&#39;"));
    }

    @ParameterizedTest
    @MethodSource("hostile")
    void escapesMarkup(String cell, String escaped) {
        assertThat(value(cell).data().get("text/html")).contains(escaped).doesNotContain("<script", "<b>", "'onclick");
    }

    @Test
    void exceptionsTellWhereAndWhy() {
        assertThat(value("new IllegalStateException(\"no\", new IOException(\"disk\"))")
                        .plain())
                .startsWith("java.lang.IllegalStateException: no\n    at ")
                .contains("Caused by: java.io.IOException: disk\n");
    }

    @Test
    void recordsOfCellsAreTables() {
        MimeBundle shown =
                value("record Run(String name, double loss) {}\nList.of(new Run(\"a\", 0.5), new Run(\"b\", 0.25))");
        assertThat(shown.plain()).isEqualTo("[Run[name=a, loss=0.5], Run[name=b, loss=0.25]]");
        assertThat(shown.data().get("text/html")).contains(">name</th>", ">loss</th>", ">0.25</td>");
        assertThat(value("List.of(1, 2)").data()).containsOnlyKeys("text/plain");
    }

    @Test
    void longTablesUnfoldPageByPage() {
        MimeBundle shown = value("Table.create(IntColumn.indexColumn(\"n\", 700, 0))");
        String html = shown.data().get("text/html");
        assertThat(html)
                .contains(
                        "first 20 of 700 rows",
                        "<summary>rows 21 to 120</summary>",
                        "<summary>rows 321 to 420</summary>")
                .contains(">419</td>", "280 rows more")
                .doesNotContain(">420</td>", "<script");
        assertThat(shown.plain()).contains("first 20 of 700 rows").doesNotContain("420");
        assertThat(value("Table.create(IntColumn.indexColumn(\"n\", 20, 0))")
                        .data()
                        .get("text/html"))
                .doesNotContain("<details>");
    }

    @Test
    void chartsAndComponentsArePicturesOfBothKinds() throws IOException {
        String chart = "var c = new XYChart(300, 200); c.addSeries(\"s\", new double[] {1, 2}, new double[] {3, 4});\n";
        assertThat(png(value(chart + "c"))).isEqualTo("300x200");
        Map<String, String> first = value("svg(c)").data();
        assertThat(first.get("image/svg+xml")).contains("<svg", "</svg>");
        assertThat(first).containsEntry("text/plain", "chart of s");
        assertThat(value("svg(c)").data().get("image/svg+xml"))
                .as("identifiers are unique in a page")
                .isNotEqualTo(first.get("image/svg+xml"));
        MimeBundle label = value("var l = new JLabel(\"hello\"); l.setSize(80, 20);\nl");
        assertThat(png(label)).isEqualTo("80x20");
        assertThat(label.plain()).isEqualTo("JLabel of 80 x 20 pixels");
        assertThat(value("var p = new JPanel(); p.add(new JButton(\"b\"));\np").data())
                .containsKey("image/png");
        assertThat(value("svg(l)").data().get("image/svg+xml")).contains("<svg");
    }

    private static String png(MimeBundle shown) throws IOException {
        var image = ImageIO.read(
                new ByteArrayInputStream(Base64.getDecoder().decode(shown.data().get("image/png"))));
        return image.getWidth() + "x" + image.getHeight();
    }

    private MimeBundle value(String cell) {
        CellResult result = session.run(cell, new RecordedOutput());
        assertThat(result).isInstanceOf(CellResult.Value.class);
        return ((CellResult.Value) result).shown();
    }
}
