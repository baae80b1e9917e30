package dev.espalier.kernel.render;

/**
 * How one type of value is shown in a notebook. Found by {@link java.util.ServiceLoader}; the most specific type wins.
 *
 * @param <T> the values it can show
 */
public interface Renderer<T> {

    /** The type, class or interface, whose instances this shows. */
    Class<T> type();

    /** The value in every representation this renderer knows. */
    MimeBundle render(T value);
}
