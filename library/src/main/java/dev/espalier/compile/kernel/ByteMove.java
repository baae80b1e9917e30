package dev.espalier.compile.kernel;

import dev.espalier.compile.layout.Bytes;
import dev.espalier.compile.layout.Layout;
import java.util.List;

/**
 * Images of levels put into a larger or smaller one: beside each other, cut, and with level 0 wherever none of them is.
 *
 * @param images with the same byte for level 0 as the result
 * @param places where the first channel and pixel of each goes; below 0 what lies outside of the result is left out
 * @param output where the result goes
 */
public record ByteMove(List<Bytes> images, List<Place> places, Bytes output) implements Task {

    /**
     * A place in the result.
     *
     * @param channel from 0 on
     * @param row from 0 on
     * @param column from 0 on
     */
    public record Place(int channel, int row, int column) {}

    public ByteMove {
        images = List.copyOf(images);
        places = List.copyOf(places);
        if (images.size() != places.size()) {
            throw new IllegalArgumentException(images.size() + " images and " + places.size() + " places for them");
        }
        for (Bytes image : images) {
            if (image.zero() != output.zero()) {
                throw new IllegalArgumentException(image + " cannot be put into " + output + ": other zeros");
            }
        }
    }

    @Override
    public List<Layout> inputs() {
        return List.copyOf(images);
    }

    @Override
    public String signature() {
        return "bytes of " + images + " at " + places + " in " + output;
    }
}
