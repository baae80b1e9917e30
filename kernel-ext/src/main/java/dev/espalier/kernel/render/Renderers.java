package dev.espalier.kernel.render;

import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.ServiceLoader;
import java.util.concurrent.ConcurrentHashMap;
import java.util.function.Function;

/**
 * Shows any value: by the {@link Renderer} of the most specific type that fits it, otherwise as text. Showing never
 * fails: a renderer that does is named below the value's text.
 */
public final class Renderers {

    private final Map<Class<?>, Renderer<?>> own = new ConcurrentHashMap<>();
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

    /**
     * From now on shows values of a type by what a function makes of them: a {@link MimeBundle}, or anything else that can
     * be shown, such as an image. Defined again, it is replaced; it comes before an installed one of the same type.
     */
    public <T> void define(Class<T> type, Function<? super T, ?> show) {
        own.put(type, new Renderer<T>() {
            @Override
            public Class<T> type() {
                return type;
            }

            @Override
            public MimeBundle render(T value) {
                Object shown = show.apply(value);
                return type.isInstance(shown) ? MimeBundle.text(text(shown)) : Renderers.this.render(shown);
            }
        });
    }

    /** The renderers themselves, without those that cells have defined. */
    public List<Renderer<?>> all() {
        return List.copyOf(renderers());
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
        for (Renderer<?> candidate : own.values()) {
            best = better(candidate, best, value);
        }
        for (Renderer<?> candidate : renderers()) {
            best = better(candidate, best, value);
        }
        return best;
    }

    private static Renderer<?> better(Renderer<?> candidate, Renderer<?> best, Object value) {
        boolean fits = candidate.type().isInstance(value);
        return fits && (best == null || isNarrower(candidate.type(), best.type())) ? candidate : best;
    }

    /** A type that others have made says more of a value than one of the platform, such as record or collection. */
    private static boolean isNarrower(Class<?> type, Class<?> than) {
        return type != than
                && (than.isAssignableFrom(type)
                        || isOfPlatform(than) && !isOfPlatform(type) && !type.isAssignableFrom(than));
    }

    private static boolean isOfPlatform(Class<?> type) {
        return type.getName().startsWith("java");
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
