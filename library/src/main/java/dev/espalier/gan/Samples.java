package dev.espalier.gan;

import dev.espalier.data.Dataset;
import dev.espalier.data.ImageGrid;
import dev.espalier.model.Model;
import dev.espalier.progress.Cancellation;
import dev.espalier.train.Engine;
import java.awt.image.BufferedImage;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.function.IntFunction;
import org.nd4j.linalg.api.ndarray.INDArray;

/** A few test images, what a generator makes of them, and what else there is to compare: a row each. */
final class Samples {

    private static final int MOST = 8;
    private static final int RECOGNISABLE = 56;

    private final List<ImageGrid.Cell> cells = new ArrayList<>();
    private final Dataset inputs;
    private final int count;

    private Samples(Dataset inputs, int count) {
        this.inputs = inputs;
        this.count = count;
    }

    /** Begins with a row of inputs. */
    static Samples of(Dataset inputs) {
        int count = Math.min(MOST, inputs.size());
        return new Samples(inputs.take(count), count).row("input", inputs::image);
    }

    Samples made(String caption, Model generator, Map<String, INDArray> parameters, Engine engine) {
        INDArray images = Translation.of(generator, parameters, inputs, engine, Cancellation.NEVER);
        return row(caption, i -> Translation.picture(images, i));
    }

    Samples row(String caption, IntFunction<BufferedImage> picture) {
        for (int i = 0; i < count; i++) {
            cells.add(new ImageGrid.Cell(picture.apply(i), i == 0 ? caption : ""));
        }
        return this;
    }

    ImageGrid grid(String title) {
        int side = Math.min(inputs.height(), inputs.width());
        return new ImageGrid(title, cells, count, Math.max(1, (RECOGNISABLE + side - 1) / side));
    }
}
