package dev.espalier.kernel.render;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.List;
import java.util.function.Function;
import org.junit.jupiter.api.Test;

class RenderersTest {

    @Test
    void prefersTheMostSpecificTypeWhateverTheOrder() {
        Renderer<?> wide = renderer(Object.class, v -> MimeBundle.text("wide"));
        Renderer<?> narrow = renderer(StringBuilder.class, v -> MimeBundle.text("narrow"));
        Renderer<?> middle = renderer(CharSequence.class, v -> MimeBundle.text("middle"));
        for (List<Renderer<?>> order : List.of(List.of(wide, narrow, middle), List.of(middle, narrow, wide))) {
            Renderers renderers = Renderers.of(order);
            assertThat(renderers.render(new StringBuilder()).plain()).isEqualTo("narrow");
            assertThat(renderers.render(new StringBuffer()).plain()).isEqualTo("middle");
            assertThat(renderers.render(List.of()).plain()).isEqualTo("wide");
        }
    }

    @Test
    void showsABundleAsItIs() {
        MimeBundle bundle = MimeBundle.text("x").with("text/html", "<b>x</b>");
        assertThat(Renderers.of(List.of()).render(bundle)).isSameAs(bundle);
    }

    @Test
    void fallsBackToTextAndNamesARendererThatFails() {
        Renderers renderers = Renderers.of(List.of(renderer(List.class, v -> {
            throw new IllegalStateException("broken");
        })));
        assertThat(renderers.render(List.of(1, 2)).plain())
                .startsWith("[1, 2]\n(")
                .contains("failed with java.lang.IllegalStateException: broken)");
    }

    @Test
    void showsPlainValuesAsTextAlone() {
        assertThat(Renderers.installed().render(3).data()).containsOnly(java.util.Map.entry("text/plain", "3"));
        assertThat(Renderers.installed().render(null).plain()).isEqualTo("null");
    }

    private static <T> Renderer<T> renderer(Class<T> type, Function<T, MimeBundle> render) {
        return new Renderer<>() {
            @Override
            public Class<T> type() {
                return type;
            }

            @Override
            public MimeBundle render(T value) {
                return render.apply(value);
            }
        };
    }
}
