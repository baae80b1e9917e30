package dev.espalier.compile.kernel;

import java.util.Collections;
import java.util.Map;
import java.util.TreeMap;
import java.util.stream.Collectors;

/**
 * How a task is computed: a family of kernels and the numbers that it leaves open, such as the extent of a register tile.
 *
 * @param family name of the {@link Family}
 * @param knobs what it leaves open, by name
 */
public record Schedule(String family, Map<String, Integer> knobs) {

    public Schedule {
        knobs = Collections.unmodifiableMap(new TreeMap<>(knobs));
    }

    /** One of the numbers. */
    public int knob(String name) {
        Integer value = knobs.get(name);
        if (value == null) {
            throw new IllegalArgumentException("a schedule of '" + family + "' has no '" + name + "': " + this);
        }
        return value;
    }

    /** The family and its numbers, as {@link #parse} reads them. */
    @Override
    public String toString() {
        return family
                + knobs.entrySet().stream()
                        .map(knob -> " " + knob.getKey() + "=" + knob.getValue())
                        .collect(Collectors.joining());
    }

    /** Reads what {@link #toString} wrote. */
    public static Schedule parse(String text) {
        String[] words = text.trim().split(" ");
        Map<String, Integer> knobs = new TreeMap<>();
        for (int i = 1; i < words.length; i++) {
            String[] knob = words[i].split("=", 2);
            if (knob.length != 2 || !knob[1].matches("-?\\d+")) {
                throw new IllegalArgumentException(
                        "'" + words[i] + "' in the schedule '" + text + "' is not of the form name=number");
            }
            knobs.put(knob[0], Integer.parseInt(knob[1]));
        }
        return new Schedule(words[0], knobs);
    }
}
