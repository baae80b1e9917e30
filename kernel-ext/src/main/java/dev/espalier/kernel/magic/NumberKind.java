package dev.espalier.kernel.magic;

import java.util.List;
import java.util.Locale;
import java.util.Optional;
import java.util.function.Function;

/** A number within bounds, both included; written out or held by a variable. */
record NumberKind<T extends Number>(
        String what, String placeholder, double least, double most, Function<String, T> read, Class<T> type)
        implements Kind<T> {

    @Override
    public String expected() {
        if (Double.isInfinite(most)) {
            return Double.isInfinite(least) ? what : what + " of at least " + plain(least);
        }
        return what + (Double.isInfinite(least) ? " up to " : " from " + plain(least) + " to ") + plain(most);
    }

    @Override
    public T parse(String word, Variables variables) {
        Optional<String> held = variables.find(word).map(String::valueOf);
        String wrong = held.map(value -> "holds " + value + ", which ").orElse("") + "is ";
        T value;
        try {
            value = read.apply(held.orElse(word.replace("_", "")));
        } catch (NumberFormatException e) {
            throw new IllegalArgumentException(wrong + "not " + expected(), e);
        }
        if (!(value.doubleValue() >= least && value.doubleValue() <= most)) {
            throw new IllegalArgumentException(wrong + "out of range; expected " + expected());
        }
        return value;
    }

    @Override
    public List<String> candidates(String prefix, Variables variables) {
        return variables.named(type);
    }

    private static String plain(double bound) {
        return bound == Math.rint(bound) && Math.abs(bound) < 1e15
                ? Long.toString((long) bound)
                : String.format(Locale.ROOT, "%s", bound);
    }
}
