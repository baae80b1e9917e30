package dev.espalier.train;

import com.fasterxml.jackson.databind.DeserializationFeature;
import com.fasterxml.jackson.databind.json.JsonMapper;
import dev.espalier.data.Split;
import dev.espalier.model.AtomicFile;
import dev.espalier.model.Model;
import dev.espalier.model.Safetensors;
import dev.espalier.model.Step;
import dev.espalier.model.file.ModelFile;
import java.io.ByteArrayInputStream;
import java.io.IOException;
import java.io.OutputStream;
import java.io.UncheckedIOException;
import java.nio.file.Path;
import java.util.List;
import java.util.zip.Deflater;
import java.util.zip.ZipEntry;
import java.util.zip.ZipFile;
import java.util.zip.ZipOutputStream;

/**
 * The state of a run in a file: a zip of {@code run.json}, the model as the optimizer moves it ({@code model.espalier}),
 * the same as the forward pass uses it if that is something else ({@code forward.espalier}), the optimizer's averages
 * ({@code optimizer.safetensors}), and the pulls and the memory of the policy ({@code hold.safetensors}).
 *
 * @param format {@value #FORMAT}
 * @param plan the trainer's plan and objective, as text
 * @param data what the run is trained on, as text
 * @param start SHA-256 of the weights the run started from
 * @param epochs the finished passes
 * @param step optimizer steps done
 * @param batch the batch of the pass in progress that comes next
 * @param lossSum over the images of the pass in progress
 * @param right images of the pass in progress classified rightly
 * @param seconds spent on the pass in progress
 * @param substituted parameters in whose place the forward pass uses something else
 */
record Checkpoint(
        int format,
        String plan,
        String data,
        String start,
        List<Epoch> epochs,
        long step,
        int batch,
        double lossSum,
        long right,
        double seconds,
        List<String> substituted) {

    private static final int FORMAT = 3;
    private static final String RUN = "run.json";
    private static final String MODEL = "model.espalier";
    private static final String FORWARD = "forward.espalier";
    private static final String HOLD = "hold.safetensors";
    private static final String OPTIMIZER = "optimizer.safetensors";

    private static final JsonMapper JSON = JsonMapper.builder()
            .enable(DeserializationFeature.FAIL_ON_MISSING_CREATOR_PROPERTIES)
            .enable(DeserializationFeature.FAIL_ON_TRAILING_TOKENS)
            .build();

    static void save(Path file, String plan, Split data, RunState state) {
        Checkpoint run = new Checkpoint(
                FORMAT,
                plan,
                identity(data),
                Digest.of(state.start.parameters()),
                state.epochs,
                state.step(),
                state.batch,
                state.lossSum,
                state.right,
                state.seconds,
                List.copyOf(state.parameters.hold().substitutes().keySet()));
        try {
            AtomicFile.write(file, out -> write(run, state, out));
        } catch (IOException failed) {
            throw new UncheckedIOException(failed.getMessage(), failed);
        }
    }

    private static void write(Checkpoint run, RunState state, OutputStream out) throws IOException {
        try (ZipOutputStream zip = new ZipOutputStream(out)) {
            // Weights hardly get smaller, and deflating them takes longer than an epoch of a small network.
            zip.setLevel(Deflater.NO_COMPRESSION);
            zip.putNextEntry(new ZipEntry(RUN));
            zip.write(JSON.writeValueAsBytes(run));
            zip.putNextEntry(new ZipEntry(MODEL));
            ModelFile.write(state.moving(Step.of("checkpoint")), zip);
            if (!run.substituted.isEmpty()) {
                zip.putNextEntry(new ZipEntry(FORWARD));
                ModelFile.write(state.model(Step.of("checkpoint")), zip);
            }
            zip.putNextEntry(new ZipEntry(OPTIMIZER));
            Safetensors.write(state.optimizer.averages(), zip);
            zip.putNextEntry(new ZipEntry(HOLD));
            Safetensors.write(HoldFile.tensors(state.parameters.hold()), zip);
            zip.closeEntry();
        }
    }

    /** The saved state, if it belongs to this plan, model and data. */
    static RunState load(Path file, String plan, Model start, Split data) {
        try (ZipFile zip = new ZipFile(file.toFile())) {
            Checkpoint run = JSON.readValue(bytes(zip, RUN, file), Checkpoint.class);
            Model model = ModelFile.read(new ByteArrayInputStream(bytes(zip, MODEL, file)), MODEL);
            run.check(file, plan, data);
            Model forward = run.substituted.isEmpty()
                    ? model
                    : ModelFile.read(new ByteArrayInputStream(bytes(zip, FORWARD, file)), FORWARD);
            run.check(file, start, forward);
            OptimizerState optimizer =
                    new OptimizerState(run.step, Safetensors.read(bytes(zip, OPTIMIZER, file), OPTIMIZER));
            Hold hold = HoldFile.read(
                    Safetensors.read(bytes(zip, HOLD, file), HOLD), model.encodings(), run.substituted, forward);
            ParameterStore parameters = new ParameterStore(model.parameters(), hold);
            RunState state = new RunState(start, parameters, optimizer, run.epochs);
            state.batch = run.batch;
            state.lossSum = run.lossSum;
            state.right = run.right;
            state.seconds = run.seconds;
            return state;
        } catch (IOException damaged) {
            throw new UncheckedIOException(
                    "cannot resume from " + file + ": " + damaged.getMessage() + "; delete it to start over", damaged);
        }
    }

    private static byte[] bytes(ZipFile zip, String entry, Path file) throws IOException {
        ZipEntry found = zip.getEntry(entry);
        if (found == null) {
            throw new IOException("it has no " + entry);
        }
        return zip.getInputStream(found).readAllBytes();
    }

    private void check(Path file, String expectedPlan, Split expectedData) throws IOException {
        if (format != FORMAT) {
            throw new IOException("its format is " + format + ", this Espalier reads " + FORMAT);
        }
        expect(file, "other data", data, identity(expectedData));
        expect(file, "another plan", plan, expectedPlan);
    }

    /** A run goes on from the model it started from, or from what a stopped run gave back. */
    private void check(Path file, Model given, Model saved) {
        String now = Digest.of(given.parameters());
        if (!given.graph().equals(saved.graph()) || !now.equals(Digest.of(saved.parameters()))) {
            expect(file, "another model or other weights", start, now);
        }
    }

    private static void expect(Path file, String difference, String saved, String now) {
        if (!saved.equals(now)) {
            throw new IllegalArgumentException("the run in %s has %s:%n  saved %s%n  now   %s%ndelete it to start over"
                    .formatted(file, difference, saved, now));
        }
    }

    private static String identity(Split data) {
        return Trained.identity(data.train()) + " / " + Trained.identity(data.test());
    }
}
