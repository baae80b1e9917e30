package dev.espalier.kernel.verb;

import dev.espalier.model.Cost;
import dev.espalier.model.Seed;
import dev.espalier.model.TextTable;
import dev.espalier.model.op.Shape;
import dev.espalier.model.zoo.Zoo;
import java.util.List;
import java.util.Locale;

/**
 * The networks of the zoo, and what they cost for images of one size: the answer to {@code %zoo}.
 *
 * @param input [channels, height, width]
 * @param classes number of them
 * @param entries by name
 */
public record ZooList(Shape input, int classes, List<Entry> entries) {

    /** One network. */
    public record Entry(String name, String description, Cost cost) {}

    public ZooList {
        entries = List.copyOf(entries);
    }

    static ZooList of(Shape input, int classes) {
        Seed seed = new Seed(1);
        return new ZooList(
                input,
                classes,
                Zoo.names().stream()
                        .map(name ->
                                new Entry(name, Zoo.description(name), Cost.of(Zoo.create(name, input, classes, seed))))
                        .toList());
    }

    /** What the numbers hold for, and how to make a network. */
    String note() {
        return "for images " + input + " and " + classes + " classes; make one: var net = %zoo resnet20 data";
    }

    @Override
    public String toString() {
        TextTable table = new TextTable("name", ">parameters", ">MACs", "what it is");
        for (Entry entry : entries) {
            table.row(
                    entry.name(),
                    number(entry.cost().parameters()),
                    number(entry.cost().macs()),
                    entry.description());
        }
        return table + "\n" + note();
    }

    static String number(long number) {
        return String.format(Locale.ROOT, "%,d", number);
    }
}
