package dev.espalier.compile.kernel;

/**
 * Generated code for one task: a function
 *
 * <pre>static void NAME(const float *const *in, float *out, const char *data, float *scratch, int part, int parts)</pre>
 *
 * which computes the share {@code part}, from 0, of {@code parts} shares of the result; the shares may run at the same time.
 * The text is C99 with vector extensions and what the {@link Prelude} declares, calls no library, and does not depend on
 * the numbers of the weights, so that equal layers share a function.
 *
 * @param source text of the function, with {@link #NAME} for its name
 * @param data the weights in the order in which they are read, and whatever else differs between equal layers
 * @param scratch numbers of private memory each share needs, aligned to 64 bytes
 */
public record Code(String source, Data data, long scratch) {

    /** Stands for the function's name. */
    public static final String NAME = "NAME";

    public Code {
        if (!source.contains(NAME)) {
            throw new IllegalArgumentException("the source has no function " + NAME + ":\n" + source);
        }
    }
}
