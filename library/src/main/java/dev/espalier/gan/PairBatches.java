package dev.espalier.gan;

import dev.espalier.data.Batch;
import dev.espalier.data.Batches;
import dev.espalier.data.Dataset;
import dev.espalier.data.ImagePairs;
import dev.espalier.data.Normalization;
import dev.espalier.model.Seed;
import java.util.Iterator;

/** Batches of two datasets at once, on the scale from -1 to 1, every epoch in another order. */
final class PairBatches {

    private final Batches inputs;
    private final Batches targets;
    private Iterator<Batch> ofInputs;
    private Iterator<Batch> ofTargets;

    /** Two batches that belong together. */
    record Pair(Batch inputs, Batch targets) implements AutoCloseable {

        @Override
        public void close() {
            inputs.close();
            targets.close();
        }
    }

    private PairBatches(Batches inputs, Batches targets) {
        this.inputs = inputs;
        this.targets = targets;
    }

    /** Pairs that stay together: one seed gives one order. */
    static PairBatches together(ImagePairs pairs, int size, Seed seed) {
        return new PairBatches(batches(pairs.inputs(), size, seed), batches(pairs.targets(), size, seed));
    }

    /** Images that do not belong together, as many of both as there are of the fewer. */
    static PairBatches apart(Dataset inputs, Dataset targets, int size, Seed seed) {
        return new PairBatches(
                batches(inputs, size, seed.split("inputs")), batches(targets, size, seed.split("targets")));
    }

    private static Batches batches(Dataset data, int size, Seed seed) {
        return Batches.shuffled(data, size, seed)
                .normalized(Normalization.signed(data.channels()))
                .withoutRemainder();
    }

    int count() {
        return Math.min(inputs.count(), targets.count());
    }

    void begin(int epoch, int first) {
        ofInputs = inputs.epoch(epoch, first).iterator();
        ofTargets = targets.epoch(epoch, first).iterator();
    }

    Pair next() {
        return new Pair(ofInputs.next(), ofTargets.next());
    }
}
