package dev.espalier.gan;

/**
 * Two generators that were trained as each other's opposite.
 *
 * @param there how it went, with the generator that makes images of the second kind, and the discriminator of these
 * @param networks all four as they are now
 */
public record CycleRun(GanRun there, CycleNetworks networks) {

    @Override
    public String toString() {
        return there.toString();
    }
}
