package dev.espalier.kernel.verb;

import dev.espalier.model.Cost;
import dev.espalier.model.TextTable;
import dev.espalier.model.zoo.InputKind;
import dev.espalier.model.zoo.Zoo;
import java.util.List;
import java.util.Locale;
import java.util.stream.Collectors;
import java.util.stream.Stream;

/**
 * The networks of the zoo, and what each costs on what it is usually measured on: the answer to {@code %zoo}.
 *
 * @param entries by name
 */
public record ZooList(List<Entry> entries) {

    /** One network. */
    public record Entry(String name, String description, Zoo.Usual usual, Cost cost) {

        private static Entry of(String name) {
            Zoo.Usual usual = Zoo.usual(name);
            return new Entry(
                    name, Zoo.description(name), usual, Cost.of(Zoo.graph(name, usual.input(), usual.classes())));
        }

        /** Channels, height and width, as {@code --input} takes them. */
        String images() {
            return usual.input().dims().stream().map(String::valueOf).collect(Collectors.joining("x"));
        }
    }

    public ZooList {
        entries = List.copyOf(entries);
    }

    /** All classifiers of images, those for small images first. */
    static List<String> names() {
        return Stream.of(InputKind.IMAGES, InputKind.LARGE_IMAGES)
                .flatMap(kind -> Zoo.names(kind).stream())
                .toList();
    }

    static ZooList all() {
        return new ZooList(names().stream().map(Entry::of).toList());
    }

    /** How to make a network. */
    String note() {
        return "counts are for these images and classes; make one: var net = %zoo resnet20 data";
    }

    @Override
    public String toString() {
        TextTable table = new TextTable("name", ">images", ">classes", ">parameters", ">MACs", "what it is");
        for (Entry entry : entries) {
            table.row(
                    entry.name(),
                    entry.images(),
                    number(entry.usual().classes()),
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
