package dev.espalier.data;

import dev.espalier.model.Nearest;
import java.util.Objects;
import java.util.stream.IntStream;

/**
 * Images of two kinds that do not belong together one by one.
 *
 * @param from what is translated
 * @param to what it is to look like
 */
public record Domains(Dataset from, Dataset to) {

    public Domains {
        Objects.requireNonNull(from, "from");
        Objects.requireNonNull(to, "to");
    }

    /**
     * Two classes of a dataset.
     *
     * @param from name of a class; upper and lower case do not matter, nor does it for the other
     * @throws IllegalArgumentException if there is no such class, with the nearest there is
     */
    public static Domains of(Dataset data, String from, String to) {
        return new Domains(ofClass(data, from), ofClass(data, to));
    }

    private static Dataset ofClass(Dataset data, String name) {
        int label = IntStream.range(0, data.classNames().size())
                .filter(c -> data.classNames().get(c).equalsIgnoreCase(name))
                .findFirst()
                .orElseThrow(() -> new IllegalArgumentException(
                        data.name() + " has no class '" + name + "'" + Nearest.hint(name, data.classNames())));
        int[] members = IntStream.range(0, data.size())
                .filter(i -> data.label(i) == label)
                .toArray();
        if (members.length == 0) {
            throw new IllegalArgumentException(data.name() + " has no images of class '" + name + "'");
        }
        return data.selected(members, "class " + data.classNames().get(label));
    }

    /** The other direction. */
    public Domains reversed() {
        return new Domains(to, from);
    }

    /** What decides on numbers measured on them, as text. */
    public String identity() {
        return from.size() + " and " + to.size() + " images, "
                + from.provenance().identity() + " and " + to.provenance().identity();
    }

    @Override
    public String toString() {
        return from + "\nand\n" + to;
    }
}
