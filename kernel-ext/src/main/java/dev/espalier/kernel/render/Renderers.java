package dev.espalier.kernel.render;

import java.util.ArrayList;
import java.util.List;
import java.util.ServiceLoader;

/**
 * Shows any value: by the {@link Renderer} of the most specific type that fits it, otherwise as text. Showing never
 * fails: a renderer that does is named below the value's text.
 */
public final class Renderers {

    private List<Renderer<?>> renderers;

    private Renderers(List<Renderer<?>> renderers) {
        this.renderers = renderers;
    }

    /** The renderers that this class path announces; looked up when the first value that may need one is shown. */
    public static Renderers installed() {
        return new Renderers(null);
    }

    /** Exactly these; where two show the same type, the first is used. */
    public static Renderers of(List<Renderer<?>> renderers) {
        return new Renderers(List.copyOf(renderers));
    }

    /** The value in every representation known for it; a {@link MimeBundle} stands for itself. */
    public MimeBundle render(Object value) {
        if (value instanceof MimeBundle bundle) {
            return bundle;
        }
        if (value == null
                || value instanceof String
                || value instanceof Number
                || value instanceof Boolean
                || value instanceof Character) {
            return MimeBundle.text(PlainText.of(value));
        }
        Renderer<?> renderer = mostSpecificFor(value);
        if (renderer == null) {
            return MimeBundle.text(text(value));
        }
        try {
            return render(renderer, value);
        } catch (Exception | LinkageError | StackOverflowError e) {
            return MimeBundle.text(text(value) + "\n(" + renderer.getClass().getName() + " failed with " + e + ")");
        }
    }

    private static <T> MimeBundle render(Renderer<T> renderer, Object value) {
        return renderer.render(renderer.type().cast(value));
    }

    private static String text(Object value) {
        try {
            return PlainText.of(value);
        } catch (RuntimeException e) {
            return value.getClass().getName() + " (its elements cannot be read: " + e + ")";
        }
    }

    private Renderer<?> mostSpecificFor(Object value) {
        Renderer<?> best = null;
        for (Renderer<?> candidate : renderers()) {
            if (candidate.type().isInstance(value) && (best == null || isNarrower(candidate.type(), best.type()))) {
                best = candidate;
            }
        }
        return best;
    }

    private static boolean isNarrower(Class<?> type, Class<?> than) {
        return type != than && than.isAssignableFrom(type);
    }

    private synchronized List<Renderer<?>> renderers() {
        if (renderers == null) {
            List<Renderer<?>> found = new ArrayList<>();
            ServiceLoader.load(Renderer.class, Renderers.class.getClassLoader()).forEach(found::add);
            renderers = List.copyOf(found);
        }
        return renderers;
    }
}
