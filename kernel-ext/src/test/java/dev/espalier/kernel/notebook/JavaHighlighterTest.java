package dev.espalier.kernel.notebook;

import static org.assertj.core.api.Assertions.assertThat;

import dev.espalier.kernel.render.Html;
import net.jqwik.api.Example;
import net.jqwik.api.ForAll;
import net.jqwik.api.Property;

class JavaHighlighterTest {

    @Example
    void coloursJavaAndMagics() {
        assertThat(JavaHighlighter.html("var s = %prune net // 4x\n@A int x = 1.5f + f(\"a\\\"<\");"))
                .isEqualTo("<span class=\"k\">var</span> s = <span class=\"m\">%prune</span> net "
                        + "<span class=\"c\">// 4x</span>\n<span class=\"a\">@A</span> <span class=\"k\">int</span> x = "
                        + "<span class=\"n\">1.5f</span> + f(<span class=\"s\">&quot;a\\&quot;&lt;&quot;</span>);");
        assertThat(JavaHighlighter.html("a %b")).isEqualTo("a %b");
        assertThat(JavaHighlighter.html("\"\"\"\n// no\n\"\"\""))
                .isEqualTo("<span class=\"s\">&quot;&quot;&quot;\n// no\n&quot;&quot;&quot;</span>");
    }

    @Property(tries = 500)
    void colouringLosesNothing(@ForAll String text) {
        String source = text + "\"\\/*'%%x @y \"\"\"";

        assertThat(JavaHighlighter.html(source).replaceAll("</?span[^>]*>", "")).isEqualTo(Html.escape(source));
    }
}
