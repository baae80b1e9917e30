package dev.espalier.gan;

import dev.espalier.data.Dataset;
import dev.espalier.data.Domains;
import dev.espalier.model.Model;
import dev.espalier.model.op.Shape;
import dev.espalier.train.Digest;

/**
 * The four networks of CycleGAN.
 *
 * @param forward makes images of the second kind of those of the first
 * @param backward the other way round
 * @param judgeOfTo scores images of the second kind
 * @param judgeOfFrom scores images of the first kind
 */
public record CycleNetworks(Model forward, Model backward, Model judgeOfTo, Model judgeOfFrom) {

    /** @throws IllegalArgumentException if they do not fit each other or the images */
    void check(Domains data) {
        check(forward, data.from(), data.to());
        check(backward, data.to(), data.from());
        check(judgeOfTo, data.to());
        check(judgeOfFrom, data.from());
    }

    private static void check(Model generator, Dataset from, Dataset to) {
        Translation.check("generator", generator, "takes", generator.input().shape(), from);
        Translation.check("generator", generator, "makes", generator.output().shape(), to);
    }

    static void check(Model discriminator, Dataset images) {
        Translation.check(
                "discriminator", discriminator, "takes", discriminator.input().shape(), images);
    }

    /** Whether a generator can be given what it makes, so that it can be asked to leave that alone. */
    boolean sameShapes() {
        Shape from = forward.input().shape();
        return from.equals(forward.output().shape());
    }

    String identity() {
        StringBuilder text = new StringBuilder();
        for (Model network : new Model[] {forward, backward, judgeOfTo, judgeOfFrom}) {
            text.append(text.length() == 0 ? "" : ", ").append(network.name()).append(' ');
            text.append(Digest.brief(network.parameters()));
        }
        return text.toString();
    }
}
