package dev.espalier.papers.lps;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.espalier.model.Encoding;
import dev.espalier.model.Model;
import dev.espalier.model.Seed;
import dev.espalier.model.Structure;
import dev.espalier.model.op.Shape;
import dev.espalier.progress.Progress;
import dev.espalier.prune.TaskShares;
import java.nio.file.Path;
import java.util.List;
import java.util.concurrent.CancellationException;
import java.util.concurrent.atomic.AtomicInteger;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;
import org.nd4j.linalg.api.ndarray.INDArray;

class LearnPruneShareTest {

    /** Check 4: shares 5, 1, 1, 1, 1, 1, of which the last task takes what is left. */
    @Test
    void afterFiveTasksATenthOfEveryLayerIsFree() {
        List<Task> tasks = TinyTasks.of(3, 3, 3, 3, 3, 3);
        Model given = TinyTasks.perceptron();
        Lifelong net = TinyTasks.quick(tasks)
                .dividing(new TaskShares(List.of(5, 1, 1, 1, 1, 1)))
                .with(Choice.MAGNITUDE)
                .with(new Sharing.None())
                .learn(given);
        assertThat(net.used()).containsExactly(0.5, 0.6, 0.7, 0.8, 0.9, 1.0);
        for (int task = 0; task < 6; task++) {
            Model model = net.model(task);
            long part = task == 0 ? 2 : 10;
            assertThat(kept(model, "fc1.weight")).isEqualTo(1280 / part);
            assertThat(kept(model, "fc2.weight")).isEqualTo(600 / part);
            for (int other = 0; other < task; other++) {
                INDArray both = mask(model, "fc1.weight").mul(mask(net.model(other), "fc1.weight"));
                assertThat(both.sumNumber().intValue())
                        .as("partitions are disjoint")
                        .isZero();
            }
        }
    }

    private static INDArray mask(Model model, String weight) {
        return model.masks().get(weight).mask();
    }

    private static long kept(Model model, String weight) {
        return model.masks().get(weight).kept();
    }

    /** Check 5, with statistics of normalisation and heads of several widths. */
    @ParameterizedTest
    @EnumSource(Choice.class)
    void noLogitOfAnEarlierTaskEverChanges(Choice choice) {
        Lifelong net = TinyTasks.quick(TinyTasks.of(3, 2, 4)).with(choice).learn(TinyTasks.convolutional());
        assertThat(net.changed()).containsExactly(0, 0, 0);
        for (int task = 0; task < 3; task++) {
            assertThat(net.forgotten(task)).isZero();
        }
        assertThat(net.backwardTransfer()).isZero();
        assertThat(net.model(1).output().shape()).isEqualTo(Shape.batchOf(2));
        assertThat(net.model(2).parameters().get("bn.running_mean"))
                .as("statistics are a task's own")
                .isNotEqualTo(net.model(0).parameters().get("bn.running_mean"));
        assertThat(net.model(2).parameters().get("fc.bias"))
                .as("biases are the first task's")
                .isEqualTo(net.model(0).parameters().get("fc.bias"));
        assertThat(net.model(2).parameters().get("fc.bias"))
                .isNotEqualTo(TinyTasks.convolutional().parameters().get("fc.bias"));
        assertThat(net.toString()).contains("no logit of an earlier task changed");
    }

    @Test
    void aTaskUsesItsOwnWeightsAndTheChosenPartOfEarlierOnes() {
        Lifelong net = TinyTasks.quick(TinyTasks.of(3, 3, 3)).learn(TinyTasks.perceptron());
        INDArray first = mask(net.model(0), "fc1.weight");
        INDArray second = mask(net.model(1), "fc1.weight");
        assertThat(first.sumNumber().intValue()).isEqualTo(640);
        long of = 640 - (long) Math.ceil(639 * 0.1 - 1e-9);
        assertThat(second.mul(first).sumNumber().longValue())
                .as("0.9 of the first task's")
                .isEqualTo(of);
        assertThat(second.sumNumber().longValue()).isEqualTo(of + 320);
        assertThat(net.model(1).encoding("fc1.weight"))
                .isInstanceOfSatisfying(Encoding.Masked.class, masked -> assertThat(masked.structure())
                        .isEqualTo(new Structure.TaskPartition(1)));
        // What two tasks use has the same value in both.
        assertThat(net.model(1).parameters().get("fc1.weight").mul(first))
                .isEqualTo(net.model(0).parameters().get("fc1.weight").mul(second));
        assertThat(net.mean()).as("far above chance").isGreaterThan(0.6);
        assertThat(net.model(1).history())
                .extracting(step -> step.verb())
                .containsExactly("build", "learn-prune-share");
    }

    @Test
    void sharingAllAndNoneAreTheEnds() {
        List<Task> tasks = TinyTasks.of(3, 3, 3);
        Lifelong all = TinyTasks.quick(tasks).with(new Sharing.All()).learn(TinyTasks.perceptron());
        assertThat(List.of(0, 1, 2)).allSatisfy(task -> assertThat(kept(all.model(task), "fc2.weight"))
                .isEqualTo(List.of(300L, 450L, 600L).get(task)));
        Lifelong none = TinyTasks.quick(tasks).with(new Sharing.None()).learn(TinyTasks.perceptron());
        assertThat(List.of(0, 1, 2)).allSatisfy(task -> assertThat(kept(none.model(task), "fc2.weight"))
                .isEqualTo(List.of(300L, 150L, 150L).get(task)));
        assertThat(none.mean()).isGreaterThan(0.6);
    }

    @Test
    void theSameSeedLearnsTheSameAlsoAfterAStop(@TempDir Path folder) {
        List<Task> tasks = TinyTasks.of(3, 3);
        Model given = TinyTasks.perceptron();
        LearnPruneShare method = TinyTasks.quick(tasks);
        Lifelong whole = method.learn(given);
        LearnPruneShare saving = method.by(method.trainer().checkpointing(folder.resolve("lps")));
        AtomicInteger asked = new AtomicInteger();
        LearnPruneShare stopping =
                saving.by(saving.trainer().reporting(Progress.NONE, () -> asked.incrementAndGet() > 700));
        assertThatThrownBy(() -> stopping.learn(given)).isInstanceOf(CancellationException.class);
        Lifelong resumed = saving.resume(given);
        for (int task = 0; task < 2; task++) {
            for (String name : whole.model(task).parameters().names()) {
                assertThat(resumed.model(task).parameters().get(name))
                        .as(name)
                        .isEqualTo(whole.model(task).parameters().get(name));
            }
        }
        assertThat(resumed.accuracies()).isEqualTo(whole.accuracies());
    }

    @Test
    void mistakesSayWhatWouldBeRight() {
        List<Task> tasks = TinyTasks.of(3, 3);
        assertThatThrownBy(() -> LearnPruneShare.over(List.of(), new Seed(1)))
                .hasMessage("there is no task to learn; give at least one");
        LearnPruneShare method = LearnPruneShare.over(tasks, new Seed(1));
        assertThatThrownBy(() -> method.dividing(new TaskShares(List.of(4, 1, 1))))
                .hasMessage("2 tasks, but shares [4, 1, 1] are for 3; each task needs one");
        assertThatThrownBy(() -> new Sharing.Learned(0))
                .hasMessage(
                        "a task that uses 0.0 of the earlier tasks' weights; it must be in (0, 1], and for none there is 'none'");
        assertThatThrownBy(() -> Sharing.parse("some"))
                .hasMessage(
                        "'some' is no sharing; write all, none, or the part of earlier weights that is used, such as 0.9");
        for (String text : List.of("all", "none", "0.9")) {
            assertThat(Sharing.parse(text)).hasToString(text);
        }
        assertThatThrownBy(() -> method.resume(TinyTasks.perceptron()))
                .hasMessage("nothing to resume: name the checkpoint file of the tasks' trainings");
        assertThatThrownBy(() -> Phases.of(0, 1, 1))
                .hasMessage("a task that learns for 0 epochs and is retrained for 1; at least 1 of each");
        Model pruned = TinyTasks.quick(tasks).learn(TinyTasks.perceptron()).model(0);
        assertThatThrownBy(() -> method.learn(pruned))
                .hasMessage("'fc1.weight' of 'perceptron for task 0' is masked or quantized already; tasks divide the"
                        + " weights of a dense network");
    }
}
