package dev.espalier.kernel.bench;

import dev.espalier.data.Dataset;
import dev.espalier.data.Provenance;
import dev.espalier.data.Split;
import dev.espalier.model.BatchNormFolding;
import dev.espalier.model.Model;
import dev.espalier.model.op.Shape;
import dev.espalier.quantize.Activations;
import dev.espalier.quantize.IntegerModel;
import dev.espalier.quantize.Quantize;
import dev.espalier.quantize.ScaleChoice;
import java.util.List;
import java.util.Map;
import java.util.Random;

/** Networks in integers of 8 bits, calibrated on noise, which is what they are timed on. */
final class InBytes {

    private static final int IMAGES = 4;
    private static final int BITS = 8;

    private InBytes() {}

    /** With activations and weights of 8 bits, and in numbers so short that all executors give the same bits. */
    static Model of(Model model) {
        Model folded = BatchNormFolding.of(model).model();
        Model active = Activations.bits(BITS)
                .on(IMAGES)
                .apply(folded, noise(model.input().shape()))
                .model();
        return IntegerModel.rounded(
                Quantize.fixed(BITS).scaledBy(ScaleChoice.MAX).apply(active).model());
    }

    private static Split noise(Shape shape) {
        Shape images = shape.withBatch(IMAGES);
        byte[] pixels = new byte[(int) images.size()];
        new Random(1).nextBytes(pixels);
        Dataset data = new Dataset(
                "noise",
                images.dim(1),
                images.dim(2),
                images.dim(3),
                pixels,
                new int[IMAGES],
                List.of("noise"),
                Provenance.of("drawn", Map.of()));
        return new Split(data, data);
    }
}
