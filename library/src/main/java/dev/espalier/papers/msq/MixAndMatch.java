package dev.espalier.papers.msq;

import dev.espalier.data.Split;
import dev.espalier.fpga.FpgaReport;
import dev.espalier.model.LevelSet;
import dev.espalier.model.Model;
import dev.espalier.model.Seed;
import dev.espalier.quantize.Activations;
import dev.espalier.quantize.Calibrated;
import dev.espalier.quantize.Levels;
import dev.espalier.quantize.Quantize;
import dev.espalier.solve.Admm;
import dev.espalier.solve.Recovered;
import dev.espalier.solve.Recovery;
import dev.espalier.train.Evaluation;
import dev.espalier.train.Optimizer;
import dev.espalier.train.Schedule;
import dev.espalier.train.Trainer;
import dev.espalier.train.TrainingPlan;
import java.util.Objects;

/**
 * Quantizes weights and activations of a trained network to four bits, in every layer a share of the rows to sums of two
 * powers of two and the others to fixed point (MSQ).
 *
 * <pre>{@code
 * Matched small = MixAndMatch.sharing(0.6, new Seed(1)).apply(net, data);
 * }</pre>
 *
 * <p>With f the cross-entropy of the network whose activations are rounded, and S the tensors whose rows of small variance
 * are sums of powers and whose other rows are fixed point, each with a scale of its own:
 *
 * <pre>
 * minimise    f(W)   such that   W in S
 * by ADMM     W: minimise f(W) + ½ rho ||W - Z + U||²     straight through the rounding of activations
 *             Z = Proj_S(W + U)                           the rows of W + U are assigned anew by their variance
 *             U = U + W - Z
 * in the end  W = Proj_S(W), and straight-through training with assignment and scales as they are
 * </pre>
 *
 * <p>All layers are quantized, the first and the last too; the network's input has eight bits. Batch normalisation stays in
 * floating point while it trains. An exact tie goes to the smaller level.
 *
 * @param weights the levels of weights and the scales of rows
 * @param activations what layers read
 * @param admm the way there
 * @param trainer trains with ADMM, and afterwards for its plan's epochs straight through
 */
public record MixAndMatch(Quantize weights, Activations activations, Admm admm, Trainer trainer) {

    /** Of weights and activations. */
    public static final int BITS = 4;

    /**
     * Penalties from 0.01 to 1, an epoch each, assignment and copies renewed after each. With the usual rate weights follow
     * their copies within a thousand steps of the first and ten of the last. A tenth of these penalties is too little: in
     * five epochs of 62 steps of a convolutional network towards powers of two (4,000 images of Fashion-MNIST, a seed that no
     * experiment uses) 0.001 to 0.1 left ||W - Z|| / ||W|| at 0.173, where it began, these brought it to 0.096, and ten times
     * as much to 0.001. The accuracy in the end was alike: 85.5, 85.2 and 85.1 %.
     */
    public static final Admm USUAL_ADMM = new Admm(0.01, Math.sqrt(10), 5, 1, 1);

    private static final int TUNING = 2;
    private static final double RATE = 0.01;
    private static final double MOMENTUM = 0.9;
    private static final double DECAY = 1e-4;
    private static final int BATCH = 64;

    public MixAndMatch {
        Objects.requireNonNull(weights, "weights");
        Objects.requireNonNull(activations, "activations");
        Objects.requireNonNull(admm, "admm");
        Objects.requireNonNull(trainer, "trainer");
    }

    /** Sums of powers for this share of the rows, those of smallest variance, and fixed point for the others. */
    static Levels levels(double share) {
        return new Levels.Mixed(new LevelSet.SumOfPowers(BITS), new LevelSet.Fixed(BITS), share);
    }

    /**
     * The usual training with this share of the rows in sums of powers.
     *
     * @param share 0 to 1; 0.6 and 0.67 are those of the paper's devices, as remembered
     * @param seed of the order of images
     */
    public static MixAndMatch sharing(double share, Seed seed) {
        return to(levels(share), seed);
    }

    /** The usual training with the share that a device has room for. */
    public static MixAndMatch fitting(FpgaReport device, Seed seed) {
        Levels levels = new Levels.Mixed(
                device.settings().shifted(),
                device.settings().multiplied(),
                device.best().shiftedShare());
        return to(levels, seed);
    }

    /** The usual training with other levels, such as one set for all rows. */
    public static MixAndMatch to(Levels levels, Seed seed) {
        return new MixAndMatch(Quantize.to(levels), Activations.bits(BITS), USUAL_ADMM, Trainer.of(plan(TUNING, seed)));
    }

    /** The usual training for this many epochs. */
    public static TrainingPlan plan(int epochs, Seed seed) {
        return TrainingPlan.of(epochs, seed)
                .withBatchSize(BATCH)
                .with(new Optimizer.Sgd(RATE, MOMENTUM, DECAY, false))
                .with(new Schedule.Cosine(0));
    }

    /** With other levels or scales of weights. */
    public MixAndMatch with(Quantize other) {
        return new MixAndMatch(other, activations, admm, trainer);
    }

    /** With other activations. */
    public MixAndMatch with(Activations other) {
        return new MixAndMatch(weights, other, admm, trainer);
    }

    /** With another way there. */
    public MixAndMatch with(Admm other) {
        return new MixAndMatch(weights, activations, other, trainer);
    }

    /** With another trainer. */
    public MixAndMatch by(Trainer other) {
        return new MixAndMatch(weights, activations, admm, other);
    }

    /**
     * Quantizes a trained network. It stays as it is.
     *
     * @throws IllegalArgumentException if it has no layers to quantize, or does not fit the data
     * @throws java.util.concurrent.CancellationException if the user stops before training begins; a stop during training
     *     gives what there is by then
     */
    public Matched apply(Model model, Split data) {
        return carryOut(model, data, false);
    }

    /**
     * Goes on where {@link #apply} was stopped, from the trainer's checkpoints, to the same result as if it had not been.
     *
     * @param model the one that was given then
     */
    public Matched resume(Model model, Split data) {
        return carryOut(model, data, true);
    }

    private Matched carryOut(Model model, Split data, boolean resuming) {
        Evaluation given = Evaluation.of(
                model, data.test(), data.normalization(), trainer.progress(), trainer.cancellation(), trainer.engine());
        Calibrated calibrated =
                activations.apply(model, data, trainer.progress(), trainer.cancellation(), trainer.engine());
        Recovery recovery = new Recovery(weights, admm, trainer);
        Recovered recovered =
                resuming ? recovery.resume(calibrated.model(), data) : recovery.run(calibrated.model(), data);
        return new Matched(given, calibrated, recovered, weights.describe(calibrated.model(), recovered.model()));
    }
}
