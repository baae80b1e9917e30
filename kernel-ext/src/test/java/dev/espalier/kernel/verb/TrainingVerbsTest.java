package dev.espalier.kernel.verb;

import static org.assertj.core.api.Assertions.assertThat;

import dev.espalier.kernel.evaluate.Output;
import dev.espalier.kernel.render.MimeBundle;
import dev.espalier.kernel.session.CellResult;
import dev.espalier.kernel.session.Session;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.TestInstance;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/** The verbs that train and judge, as cells use them. */
@TestInstance(TestInstance.Lifecycle.PER_CLASS)
class TrainingVerbsTest {

    private static final String MANY_EPOCHS = "--epochs 20 --batch 25 --seed 3";

    private final Session session = Session.open();

    private Path folder;

    @BeforeAll
    void makeVariables(@TempDir Path temporary) {
        folder = temporary;
        done(
                """
                var data = %data fashion-mnist --excerpt --train 100 --test 50
                var net = %zoo lenet5
                var eight = %zoo resnet8
                var colour = Zoo.lenet5(Shape.of(3, 32, 32), 10, new Seed(1));
                var few = Zoo.lenet5(Shape.of(1, 28, 28), 7, new Seed(1));
                var masked = %prune net --structure unstructured --rate 2x""");
    }

    @AfterAll
    void close() {
        session.close();
    }

    @Test
    void trainShowsTheRunAndGivesTheModel() {
        Shown shown = done("var trained = %train net --epochs 2 --batch 20 --learning-rate 0.1 --flip --crop 1");
        assertThat(shown.last().plain()).startsWith("lenet5 trained, 10 steps\n");
        assertThat(shown.last().data().get("text/html"))
                .contains(
                        "lenet5 trained, 10 steps; accuracy",
                        "<td style=\"text-align:right;white-space:nowrap;padding:.3em .45em\">2</td>")
                .contains("alt=\"Accuracy of lenet5\"", "alt=\"Loss of lenet5\"");
        assertThat(value("trained").plain()).contains("\n  2. train data=Fashion-MNIST train [excerpt] images=100");
        assertThat(value("net").plain()).doesNotContain("train data");
    }

    @Test
    void trainingKeepsMasksAndSaysSo() {
        Shown shown = done("var kept = %train masked --epochs 1 --optimizer adam");
        assertThat(shown.values.get(0).plain()).isEqualTo("lenet5 keeps its masks: unstructured in 3 tensors.");
        assertThat(value("Cost.of(kept).kept() == Cost.of(masked).kept()").plain())
                .isEqualTo("true");
    }

    @Test
    void aStoppedTrainingKeepsItsModelAndGoesOnFromItsCheckpoint() {
        Path checkpoint = folder.resolve("run.checkpoint");
        String line = "%train net " + MANY_EPOCHS + " --checkpoint '" + checkpoint + "'";
        Shown stopping = new Shown(session::interrupt);
        assertThat(session.run("var stopped = " + line + "\n%summary net", stopping))
                .isEqualTo(new CellResult.Interrupted());
        assertThat(stopping.last().plain())
                .startsWith("lenet5 stopped early")
                .contains("of 80; resume from " + checkpoint);
        assertThat(stopping.last().data().get("text/html")).contains("<b>stopped at step");
        assertThat(value("stopped").plain()).contains("\n  2. train ");
        assertThat(checkpoint).exists();

        Shown resumed = done("var resumed = " + line + " --resume");
        assertThat(resumed.last().plain()).startsWith("lenet5 trained, 80 steps\n");
        done("var straight = %train net " + MANY_EPOCHS);
        assertThat(value("resumed.parameters().equals(straight.parameters())").plain())
                .isEqualTo("true");
    }

    @Test
    void aDamagedCheckpointIsNamed() throws IOException {
        Path checkpoint = Files.writeString(folder.resolve("damaged.checkpoint"), "not a checkpoint");
        assertThat(failure("%train net --checkpoint '" + checkpoint + "' --resume")
                        .message())
                .startsWith("cannot resume from " + checkpoint)
                .endsWith("delete it to start over")
                .doesNotContain("\n");
    }

    @Test
    void pruningShowsTheAccuracyBeforeAndAfterRecovery() {
        Shown shown = done("var small = %prune eight data --rate 4x --recover 1 --learning-rate 0.01");
        assertThat(shown.last().plain())
                .startsWith("one-shot pruning, judged on Fashion-MNIST test [excerpt]\n")
                .contains("as given", "at once, before recovery", "after recovery");
        assertThat(shown.last().data().get("text/html"))
                .contains(">at once, before recovery</td>", ">after recovery</td>", "resnet8 trained, 2 steps");
        assertThat(value("small").plain())
                .contains("2. prune structure=pattern:8 rate=4x\n  3. recalibrate images=2000 batch=100\n  4. train ");
    }

    @Test
    void gradualPruningEndsAtTheFullRate() {
        Shown shown = done("var slow = %prune net --structure unstructured --rate 4x --solver gradual --recover 2");
        assertThat(shown.last().plain()).startsWith("gradual pruning, ");
        assertThat(value("slow").plain()).contains("solver=gradual");
    }

    @Test
    void comparisonsUseTheNamesOfTheVariables() {
        MimeBundle shown = value("%compare net masked --data data");
        assertThat(shown.plain()).contains("\nnet ", "\nmasked ", "Judged on Fashion-MNIST test [excerpt], 50 images");
        assertThat(shown.data().get("text/html"))
                .contains(
                        "<td style=\"text-align:left;white-space:nowrap;padding:.3em .45em\">masked</td>",
                        "no claim of speed")
                .contains("alt=\"Size against net\"", "alt=\"Accuracy\"");
        assertThat(value("Comparison two = %compare net masked\ntwo.rows().size()")
                        .plain())
                .isEqualTo("2");
    }

    @Test
    void evaluationsShowWhichClassesAreConfused() {
        MimeBundle shown = value("Evaluation.of(net, data)");
        assertThat(shown.plain()).startsWith("accuracy ").endsWith(" on 50 images of Fashion-MNIST test [excerpt]");
        assertThat(shown.data().get("text/html")).contains("Ankle boot", "background:rgba(230,159,0,");
    }

    @ParameterizedTest
    @CsvSource(
            delimiter = '|',
            value = {
                "%train net --epochs 0 | %train: --epochs '0' is out of range; expected a whole number of at least 1",
                "%train net --learning-rate 4x | %train: --learning-rate: '4x' is no number above 0, such as 0.05",
                "%train net --learning-rate 0 | %train: --learning-rate: '0' is no number above 0, such as 0.05",
                "%train net --momentum 2 | %train: --momentum '2' is out of range; expected a number from 0 to 1",
                "%train net --momentum 1 | momentum is 1.0; it must be in [0, 1)",
                "%train net --optimizer adam --momentum 0.5 | %train: --momentum is for --optimizer sgd; adam has its own",
                "%train net --optimizer sdg | %train: --optimizer 'sdg' is unknown; did you mean 'sgd'?",
                "%train net --schedule cosin | %train: --schedule: no schedule 'cosin'; there is constant,",
                "%train net --resume | %train: --resume needs the run's --checkpoint FILE",
                "%train data | %train: MODEL 'data' is a Split; expected a Model, for example one made by %zoo",
                "%train colour | model 'lenet5' takes images of shape [N, 3, 32, 32], but those of Fashion-MNIST train"
                        + " have shape [N, 1, 28, 28]; build it for these images",
                "%train few | model 'lenet5' ends in",
                "%train net --learning-rate 1e30 --epochs 1 --batch 10 | the loss became",
                "%prune net --rate 4x --solver gradual | %prune: --solver gradual works while it trains: say for how many"
                        + " epochs, --recover 10",
                "%prune net --rate 4x --structure unstructured --recover 2 --resume | %prune: --resume needs the run's"
                        + " --checkpoint FILE",
                "%compare | %compare: MODELS is missing: a Model, for example one made by %zoo",
                "%compare net nett | %compare: MODELS 'nett' is no variable with a value in this session; did you mean"
                        + " 'net'?",
                "%compare net net | two models of a comparison have one name: [net, net]",
                "%compare net colour | model 'lenet5' takes images of shape [N, 3, 32, 32]",
            })
    void mistakesAreOneSentence(String cell, String message) {
        assertThat(failure(cell).message()).startsWith(message).doesNotContain("\n");
    }

    private Shown done(String cell) {
        Shown output = new Shown(() -> {});
        assertThat(session.run(cell, output)).isEqualTo(new CellResult.Done());
        return output;
    }

    private MimeBundle value(String cell) {
        CellResult result = session.run(cell, new Shown(() -> {}));
        assertThat(result).isInstanceOf(CellResult.Value.class);
        return ((CellResult.Value) result).shown();
    }

    private CellResult.Failure failure(String cell) {
        CellResult result = session.run(cell, new Shown(() -> {}));
        assertThat(result).isInstanceOf(CellResult.Failure.class);
        return (CellResult.Failure) result;
    }

    /** Keeps what a cell shows, bars aside, and may stop it as soon as a bar says that an epoch has begun. */
    private static final class Shown implements Output {

        private final List<MimeBundle> values = new ArrayList<>();
        private final Runnable atFirstEpoch;

        Shown(Runnable atFirstEpoch) {
            this.atFirstEpoch = atFirstEpoch;
        }

        MimeBundle last() {
            return values.get(values.size() - 1);
        }

        @Override
        public void print(Channel channel, String text) {}

        @Override
        public void display(MimeBundle value, String displayId) {
            if (displayId == null) {
                values.add(value);
            } else if (value.plain().startsWith("epoch")) {
                atFirstEpoch.run();
            }
        }

        @Override
        public void update(MimeBundle value, String displayId) {
            display(value, displayId);
        }

        @Override
        public void clear(boolean wait) {}
    }
}
