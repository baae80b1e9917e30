package dev.espalier.compile.runtime;

import java.util.function.LongBinaryOperator;

/**
 * The way into one generated library, which exports the native method under the name that the Java Native Interface gives
 * it. Every library has this class for itself, defined by a {@link LibraryLoader} of its own: so each copy finds its own
 * library, and the library goes when nothing refers to it any more.
 */
final class Entry implements LongBinaryOperator {

    private final String file;

    /** Loads a library. Called by reflection, on the copy of this class that the library belongs to. */
    Entry(String file) {
        this.file = file;
        System.load(file);
    }

    /**
     * Calls the library.
     *
     * @param what number of the function
     * @param argument for it, as a rule an address
     */
    @Override
    public long applyAsLong(long what, long argument) {
        return call(what, argument);
    }

    private static native long call(long what, long argument);

    @Override
    public String toString() {
        return file;
    }
}
