package dev.espalier.gan;

import dev.espalier.model.Step;
import dev.espalier.progress.Cancellation;
import dev.espalier.progress.Progress;
import dev.espalier.train.JointCheckpoint;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.CancellationException;

/** Plays a game to the end of a plan, or until the user stops it. */
final class GanLoop {

    private final GanPlan plan;
    private final Game game;
    private final Optional<Path> checkpoint;
    private final Progress progress;
    private final Cancellation cancellation;
    private final List<GanEpoch> epochs;
    private final LossMeans means;
    private int batch;
    private double seconds;

    /**
     * Where a run is.
     *
     * @param epochs that are done
     * @param batch of the epoch in progress that comes next, or is half done
     * @param sums of the losses in that epoch
     * @param seconds spent on it
     */
    record Place(List<GanEpoch> epochs, int batch, Map<String, LossMeans.Sum> sums, double seconds) {

        static final Place START = new Place(List.of(), 0, Map.of(), 0);
    }

    GanLoop(
            GanPlan plan,
            Game game,
            Place place,
            Optional<Path> checkpoint,
            Progress progress,
            Cancellation cancellation) {
        this.plan = plan;
        this.game = game;
        this.checkpoint = checkpoint;
        this.progress = progress;
        this.cancellation = cancellation;
        this.epochs = new ArrayList<>(place.epochs);
        this.means = new LossMeans(place.sums);
        this.batch = place.batch;
        this.seconds = place.seconds;
    }

    /** Whatever happens on the way, what was finished is not lost. */
    GanRun carryOut(Step done) {
        try {
            while (epochs.size() < plan.epochs()) {
                epoch();
                save();
            }
        } catch (CancellationException stopped) {
            save();
            return result(done, false);
        }
        return result(done, true);
    }

    private void epoch() {
        long begin = System.nanoTime();
        double before = seconds;
        int number = epochs.size() + 1;
        long total = (long) game.batches() * game.batchSize();
        try (Progress.Task task = progress.start("epoch " + number + "/" + plan.epochs(), "images", total)) {
            game.begin(number - 1, batch);
            while (batch < game.batches()) {
                if (cancellation.requested()) {
                    throw new CancellationException("stopped in epoch " + number);
                }
                game.step(factor(batch), means, cancellation);
                batch++;
                seconds = before + (System.nanoTime() - begin) * 1e-9;
                task.at((long) batch * game.batchSize(), GanEpoch.text(means.means()));
            }
            epochs.add(new GanEpoch(number, means.means(), game.rate() * factor(batch - 1), seconds));
            means.clear();
            batch = 0;
            seconds = 0;
            if (progress != Progress.NONE) {
                task.show(game.samples());
            }
        }
    }

    private double factor(int inEpoch) {
        long step = (long) epochs.size() * game.batches() + inEpoch;
        return plan.schedule().factor(step, game.batches(), (long) plan.epochs() * game.batches());
    }

    private void save() {
        checkpoint.ifPresent(file -> new JointCheckpoint<>(
                        new Place(epochs, batch, means.sums(), seconds),
                        game.parameters(),
                        game.optimizers(),
                        game.memory())
                .save(file, game.identity()));
    }

    private GanRun result(Step done, boolean finished) {
        Step told = done.with("epochs", plan.epochs()).with("steps", steps());
        return new GanRun(
                game.generator(told),
                game.discriminator(told),
                epochs,
                finished,
                finished ? "" : howToGoOn(),
                game.samples());
    }

    private long steps() {
        return (long) epochs.size() * game.batches() + batch;
    }

    private String howToGoOn() {
        String where = "stopped after step " + steps() + " of " + (long) plan.epochs() * game.batches();
        return checkpoint
                .map(file -> where + "; resume from " + file)
                .orElse(where + "; name a checkpoint file next time to be able to resume");
    }
}
