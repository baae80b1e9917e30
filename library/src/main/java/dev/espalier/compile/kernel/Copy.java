package dev.espalier.compile.kernel;

import dev.espalier.compile.layout.Layout;
import java.util.List;

/**
 * Numbers brought to other places, unchanged: transposition, slices, concatenation, repetition, borders, and the change from
 * one layout to another.
 *
 * @param inputs where the inputs are
 * @param output where the result goes
 * @param regions what is copied; no two write to the same place
 * @param clear whether all else becomes zero
 */
public record Copy(List<Layout> inputs, Layout output, List<Region> regions, boolean clear) implements Task {

    public Copy {
        inputs = List.copyOf(inputs);
        regions = List.copyOf(regions);
    }

    @Override
    public String signature() {
        return "copy " + inputs + " to " + output + (clear ? " clear " : " ") + regions;
    }
}
