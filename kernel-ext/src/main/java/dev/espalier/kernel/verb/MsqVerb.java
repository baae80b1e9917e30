package dev.espalier.kernel.verb;

import dev.espalier.data.Split;
import dev.espalier.fpga.Device;
import dev.espalier.fpga.Fpga;
import dev.espalier.fpga.FpgaReport;
import dev.espalier.kernel.magic.Arguments;
import dev.espalier.kernel.magic.Context;
import dev.espalier.kernel.magic.Kinds;
import dev.espalier.kernel.magic.Magic;
import dev.espalier.kernel.magic.MagicException;
import dev.espalier.kernel.magic.Parameter;
import dev.espalier.kernel.magic.Schema;
import dev.espalier.model.Model;
import dev.espalier.model.Seed;
import dev.espalier.papers.msq.Matched;
import dev.espalier.papers.msq.MixAndMatch;
import dev.espalier.quantize.Levels;
import dev.espalier.solve.Admm;
import dev.espalier.train.Trainer;
import dev.espalier.train.TrainingPlan;
import java.io.IOException;
import java.nio.file.Files;
import java.util.List;

/** {@code %msq}. */
public final class MsqVerb implements Magic {

    private static final Parameter<Levels> SHARE = Parameter.option(
            "share",
            Kinds.read("SHARE", "a share such as 60%", MsqVerb::levels),
            "of the rows of each layer, those of smallest variance, that become sums of two powers of two (60%)");
    private static final Parameter<Device> DEVICE = Parameter.option(
            "device", Kinds.choice(FpgaVerb.devices()), "takes the share that an FPGA has room for, which needs Yosys");
    private static final Parameter<Integer> SOLVE = Parameter.option(
                    "solve", Kinds.integer(1, Integer.MAX_VALUE), "epochs for each of ADMM's five penalties")
            .orElse("1");
    private static final Parameter<Integer> TUNE = Parameter.option(
                    "tune", Kinds.integer(1, Integer.MAX_VALUE), "epochs of straight-through training at the end")
            .orElse("2");
    private static final Parameter<Double> RATE = Parameter.option(
                    "learning-rate", TrainerOptions.POSITIVE, "of the training, at its start")
            .orElse("0.01");

    private static final Schema SCHEMA = Schema.line(
                    "msq",
                    "quantizes weights and activations of a trained network to four bits, some rows to sums of powers and"
                            + " the others to fixed point (MSQ)",
                    Model.class,
                    VerbParameters.MODEL,
                    DataWord.DATA,
                    SHARE,
                    DEVICE,
                    SOLVE,
                    TUNE,
                    TrainerOptions.BATCH,
                    RATE,
                    VerbParameters.SEED,
                    TrainerOptions.THREADS,
                    TrainerOptions.CHECKPOINT,
                    TrainerOptions.RESUME)
            .examples("var small = %msq net", "var small = %msq net data --device xc7z020 --solve 2");

    private static Levels levels(String share) {
        try {
            return Levels.parse(Levels.MIX + "sp2-" + MixAndMatch.BITS + ":fixed" + MixAndMatch.BITS + ":" + share);
        } catch (IllegalArgumentException noShare) {
            throw new IllegalArgumentException("'" + share + "' is no share of rows; write 60% or 0.6", noShare);
        }
    }

    @Override
    public Schema schema() {
        return SCHEMA;
    }

    @Override
    public Model run(Arguments arguments, Context context) throws IOException {
        if (arguments.find(SHARE).isPresent() && arguments.find(DEVICE).isPresent()) {
            throw MagicException.usage(
                    SCHEMA, DEVICE.shown() + " finds the share by itself: leave out " + SHARE.shown());
        }
        Split data = DataWord.get(SCHEMA, DataWord.DATA, arguments, context);
        Seed seed = new Seed(arguments.get(VerbParameters.SEED));
        TrainingPlan usual = MixAndMatch.plan(arguments.get(TUNE), seed);
        TrainingPlan plan = usual.with(usual.optimizer().withRate(arguments.get(RATE)))
                .withBatchSize(arguments.get(TrainerOptions.BATCH));
        Trainer trainer = TrainerOptions.trainer(SCHEMA, plan, arguments, context);
        Admm admm = MixAndMatch.USUAL_ADMM;
        int epochs = arguments.get(SOLVE);
        MixAndMatch asked = share(arguments, seed, context)
                .with(new Admm(admm.rho(), admm.growth(), admm.stages(), epochs, epochs))
                .by(trainer);
        Model given = arguments.get(VerbParameters.MODEL);
        Matched matched = arguments.get(TrainerOptions.RESUME) ? asked.resume(given, data) : asked.apply(given, data);
        for (Object part : List.of(matched.calibrated(), matched.weights(), matched.recovered())) {
            context.show(part);
        }
        return matched.model();
    }

    private static MixAndMatch share(Arguments arguments, Seed seed, Context context) throws IOException {
        if (arguments.find(DEVICE).isEmpty()) {
            return MixAndMatch.to(arguments.find(SHARE).orElseGet(() -> levels("60%")), seed);
        }
        FpgaReport report = Fpga.on(arguments.find(DEVICE).orElseThrow())
                .apply(Files.createTempDirectory("espalier-msq"), context.progress(), context.cancellation());
        context.show(report);
        return MixAndMatch.fitting(report, seed);
    }
}
