package dev.espalier.compile.kernel;

import dev.espalier.compile.layout.Bytes;
import dev.espalier.compile.layout.Layout;
import java.util.List;

/**
 * Numbers rounded to levels: the nearest to number over step, the even one of two.
 *
 * @param image where the numbers are: images with vectors of channels, or in row order with at most four channels
 * @param step of a level
 * @param least level
 * @param most the largest level
 * @param output where the levels go
 */
public record ByteQuantization(Layout image, double step, int least, int most, Bytes output) implements Task {

    @Override
    public List<Layout> inputs() {
        return List.of(image);
    }

    @Override
    public String signature() {
        return "levels of " + image + " " + output;
    }
}
