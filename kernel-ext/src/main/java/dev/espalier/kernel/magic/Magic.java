package dev.espalier.kernel.magic;

/**
 * A command of a notebook. Its {@link Schema} says everything about how it is written; parsing, help, completion and error
 * messages come from there. Found by {@link java.util.ServiceLoader}, one instance per session.
 */
public interface Magic {

    /** The name, the parameters, the help. */
    Schema schema();

    /**
     * Does it.
     *
     * @return the value of the magic, shown if nothing takes it, or null if it has none
     * @throws Exception whose message is one sentence for the user; an {@link InterruptedException} or a
     *     {@link java.util.concurrent.CancellationException} if the user stopped it
     */
    Object run(Arguments arguments, Context context) throws Exception;

    /** What a magic does, as a function. */
    @FunctionalInterface
    interface Body {
        Object run(Arguments arguments, Context context) throws Exception;
    }

    /** A magic of a schema and a function. */
    static Magic of(Schema schema, Body body) {
        return new Magic() {
            @Override
            public Schema schema() {
                return schema;
            }

            @Override
            public Object run(Arguments arguments, Context context) throws Exception {
                return body.run(arguments, context);
            }
        };
    }
}
