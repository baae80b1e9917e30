package dev.espalier.compile.lower;

import dev.espalier.compile.kernel.Convolution;
import dev.espalier.compile.kernel.Estimate;
import dev.espalier.compile.target.Target;
import java.util.List;

/**
 * How a network's convolutions would take to the two layouts of images, as estimated from shapes and zeros.
 *
 * @param channels cycles with a vector of channels at each pixel
 * @param tiles cycles with a vector of pixels for each channel
 */
record Grain(double channels, double tiles) {

    static Grain of(Scene scene, List<Group> groups, Target target) {
        double channels = 0;
        double tiles = 0;
        for (Group group : groups) {
            if (group instanceof ConvolutionGroup convolution) {
                Convolution blocked = convolution.inChannels(scene, target.lanes());
                double cycles = Estimate.cycles(blocked, target);
                Convolution tiled = convolution.inTiles(scene, target.lanes());
                channels += cycles;
                tiles += Math.min(Estimate.cycles(tiled, target), CHANGE * cycles);
            }
        }
        return new Grain(channels, tiles);
    }

    /** What a layer that stays behind in the other layout takes, with the change there and back. */
    private static final double CHANGE = 1.5;

    /** Whether tiles are faster. */
    boolean fine() {
        return tiles < channels;
    }
}
