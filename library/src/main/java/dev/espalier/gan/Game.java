package dev.espalier.gan;

import dev.espalier.data.ImageGrid;
import dev.espalier.model.Model;
import dev.espalier.model.Step;
import dev.espalier.progress.Cancellation;
import dev.espalier.train.OptimizerState;
import java.util.List;
import java.util.Map;
import org.nd4j.linalg.api.ndarray.INDArray;

/** Networks that are trained against each other, on the batches of an epoch one after the other. */
interface Game extends AutoCloseable {

    /** What tells this game from others, as text. */
    String identity();

    /** Batches per epoch. */
    int batches();

    /** Images per batch. */
    int batchSize();

    /** Starts to go through an epoch, from a batch on. */
    void begin(int epoch, int batch);

    /**
     * Trains all networks on the next batch. A step that is stopped goes on where it was with the next call for the same
     * batch, after {@link #begin} too.
     *
     * @param factor on the learning rates
     * @param means take the losses
     */
    void step(double factor, LossMeans means, Cancellation cancellation);

    /** What has to be saved of the parameters, by name. */
    Map<String, INDArray> parameters();

    /** What has to be saved of the optimizers. */
    List<OptimizerState> optimizers();

    /** What else has to be saved. */
    Map<String, INDArray> memory();

    /** What the generator makes of a few test images now. */
    ImageGrid samples();

    /** The generator's learning rate before the schedule's factor. */
    double rate();

    /** The generator as it is now. */
    Model generator(Step done);

    /** The discriminator as it is now. */
    Model discriminator(Step done);

    @Override
    void close();
}
