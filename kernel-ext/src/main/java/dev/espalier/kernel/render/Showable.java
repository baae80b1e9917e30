package dev.espalier.kernel.render;

/** A value that knows itself how it is shown. A class of a cell may be one: {@code record P(int x) implements Showable}. */
public interface Showable {

    /** The value in every representation it has. */
    MimeBundle show();
}
