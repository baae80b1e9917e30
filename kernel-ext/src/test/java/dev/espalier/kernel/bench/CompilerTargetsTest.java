package dev.espalier.kernel.bench;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.assertj.core.api.Assertions.tuple;
import static org.assertj.core.api.Assertions.within;

import dev.espalier.kernel.bench.CompilerTargets.Verdict;
import dev.espalier.kernel.bench.InferenceEntrant.House;
import java.io.IOException;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class CompilerTargetsTest {

    private static final Host HOST = new Host("a processor", 2, "Linux", "17");

    private final CompilerResults results = results(
            contest(
                    "vgg16-cifar",
                    1,
                    result(House.ESPALIER, 1, 10),
                    result(House.ESPALIER, 4.5, 1.5),
                    result(House.ESPALIER_IN_JAVA, 2.25, 8.5),
                    result(House.ONNX_RUNTIME, 1, 10),
                    result(House.TFLITE, 1, 8)),
            contest("vgg16-cifar", 2, result(House.ESPALIER, 4.5, 1.25), result(House.TFLITE, 1, 5)),
            contest("resnet50-imagenet", 1, result(House.ESPALIER, 1, 5), result(House.ONNX_RUNTIME, 1, 10)),
            contest("mobilenetv2-int8", 1, result(House.ESPALIER, 1, 9), result(House.ONNX_RUNTIME, 1, 10)));

    @TempDir
    private Path folder;

    private static CompilerResults results(InferenceContest... contests) {
        return new CompilerResults(
                HOST,
                10,
                2,
                List.of(contests),
                List.of(
                        new CompileTime(InferenceNet.named("resnet50-imagenet"), 1, 4),
                        new CompileTime(InferenceNet.named("resnet50-imagenet"), 10, 181)));
    }

    private static InferenceContest contest(String net, int threads, InferenceResult... results) {
        return new InferenceContest(
                InferenceNet.named(net),
                threads,
                List.of(results),
                Map.of(new InferenceEntrant(House.ESPALIER, 8), "its process ended"));
    }

    private static InferenceResult result(House house, double times, double milliseconds) {
        var burst = new Measurement(10, milliseconds * 0.01, milliseconds * 0.01, 0, 0, 1e-6);
        return new InferenceResult(
                new InferenceEntrant(house, times), house.title() + " 1.0", 2e-6, List.of(burst, burst));
    }

    @Test
    void everyTargetIsHeldAgainstTheFasterPeerOfThisRun() {
        assertThat(CompilerTargets.verdicts(results))
                .extracting(Verdict::what, Verdict::wanted, Verdict::met)
                .containsExactly(
                        tuple("dense, 1 thread, geometric mean of the networks, of which there are 2", 1.0, true),
                        tuple("dense, 1 thread, the slowest network", 0.9, false),
                        tuple("vgg16-cifar, 4.50x, 1 thread", 5.0, true),
                        tuple("vgg16-cifar, 4.50x, 1 thread, stretch", 6.0, false),
                        // 4 of 5, less 15 %, would do.
                        tuple("vgg16-cifar, 4.50x, 2 threads", 4.25, false),
                        tuple("mobilenetv2-int8, dense, 1 thread", 1.0, true),
                        // TensorFlow Lite is faster than Java here, ONNX Runtime is not.
                        tuple("vgg16-cifar, 2.25x in Java, 1 thread against ONNX Runtime", 1.0, true),
                        tuple("largest difference from the reference executor", 1e-3, true),
                        tuple("resnet50-imagenet, seconds to compile without search", 10.0, true),
                        tuple("resnet50-imagenet, seconds to compile with search", 180.0, false));
        // Integers are not of the mean: 0.8 and 2.
        assertThat(CompilerTargets.verdicts(results).get(0).measured()).isCloseTo(Math.sqrt(1.6), within(1e-9));
        assertThat(CompilerTable.means(results.contests()).get("dense, 1 thread"))
                .isCloseTo(Math.sqrt(1.6), within(1e-9));
        assertThat(CompilerTargets.table(CompilerTargets.verdicts(results)))
                .containsPattern("vgg16-cifar, 4.50x, 1 thread +at least 5.00 +5.33  met")
                .containsPattern("compile with search +at most 180.00 +181.00  missed");
    }

    @Test
    void whatWasMeasuredIsGoneOnWith() throws IOException {
        Path file = folder.resolve("results.json");
        results.write(file);

        assertThat(CompilerResults.read(file, HOST, 10, 2)).isEqualTo(results);
    }

    @Test
    void resultsOfOtherMeasurementsAreRefused() throws IOException {
        Path file = folder.resolve("results.json");
        results.write(file);

        assertThatThrownBy(() -> CompilerResults.read(file, HOST, 1, 2))
                .hasMessage(
                        "the results in " + file + " were measured with --search 10 and --rounds 2; without --resume"
                                + " they are measured anew");
        assertThatThrownBy(() -> CompilerResults.read(file, new Host("another", 2, "Linux", "17"), 10, 2))
                .hasMessageContaining("are of another machine or Java;");
    }
}
