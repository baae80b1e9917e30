package dev.espalier.kernel.magic;

import java.util.List;
import java.util.function.Supplier;

/** {@code %lsmagic}. */
final class ListMagics implements Magic {

    private static final Schema SCHEMA =
            Schema.line("lsmagic", "lists the magics", MagicIndex.class).examples("%lsmagic");

    private final Supplier<List<Schema>> all;

    ListMagics(Supplier<List<Schema>> all) {
        this.all = all;
    }

    @Override
    public Schema schema() {
        return SCHEMA;
    }

    @Override
    public Object run(Arguments arguments, Context context) {
        return new MagicIndex(all.get());
    }
}
