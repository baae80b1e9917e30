package dev.espalier.model.zoo;

import dev.espalier.model.ModelBuilder;
import dev.espalier.model.op.Shape;
import dev.espalier.model.op.Value;

/** What networks of the zoo read. */
public enum InputKind {
    /** [channels, height, width]. */
    IMAGES(3, "an image [channels, height, width], such as [1, 28, 28]"),
    /** [channels, height, width], halved five times: at least 32 pixels each way. */
    LARGE_IMAGES(3, "an image [channels, height, width], such as [3, 224, 224]"),
    /** [length, features]. */
    SEQUENCES(2, "a sequence of vectors [length, features], such as [64, 16]"),
    /** [length], the tokens' numbers. */
    TOKENS(1, "a sequence of tokens [length], such as [64]");

    private final int rank;
    private final String description;

    InputKind(int rank, String description) {
        this.rank = rank;
        this.description = description;
    }

    /** Starts a network that reads items of this shape. */
    Value start(ModelBuilder net, Shape item) {
        check(item);
        return net.input(item);
    }

    /** Fails unless a shape is that of an item of this kind. */
    void check(Shape item) {
        if (item.rank() != rank || item.isBatched()) {
            throw new IllegalArgumentException("the input is " + description + "; found " + item);
        }
    }
}
