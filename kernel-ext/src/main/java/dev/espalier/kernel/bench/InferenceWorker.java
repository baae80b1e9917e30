package dev.espalier.kernel.bench;

import dev.espalier.compile.network.Compile;
import dev.espalier.model.Model;
import java.io.BufferedReader;
import java.io.IOException;
import java.io.InputStreamReader;
import java.io.PrintStream;
import java.lang.management.ManagementFactory;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;
import org.nd4j.linalg.api.ndarray.INDArray;

/**
 * The process of one contestant: {@code InferenceWorker prepare FOLDER NET}, which writes files for the others, then
 * {@code onnx-runtime FOLDER THREADS}, {@code tflite FOLDER THREADS}, {@code espalier FOLDER THREADS NET TIMES SEARCH}, or
 * {@code model FOLDER THREADS TARGET SEARCH} for the model in the folder.
 */
public final class InferenceWorker {

    private InferenceWorker() {}

    /** Runs a network on request until its input ends. */
    public static void main(String[] arguments) throws IOException {
        BufferedReader in = new BufferedReader(new InputStreamReader(System.in, StandardCharsets.UTF_8));
        PrintStream out = System.out;
        // Whatever a library prints must not be taken for an answer.
        System.setOut(System.err);
        try (Steps steps = open(arguments)) {
            // On one thread everything is computed on this one.
            WorkerLoop.serve(steps, in, out, ManagementFactory.getThreadMXBean()::getCurrentThreadCpuTime);
        } catch (UnsupportedOperationException impossible) {
            fail(out, impossible.getMessage());
        } catch (RuntimeException failure) {
            failure.printStackTrace();
            fail(out, failure.toString().lines().findFirst().orElseThrow());
        }
    }

    private static void fail(PrintStream out, String reason) {
        out.println("failed " + reason.replace('\n', ' '));
        out.flush();
    }

    private static Steps open(String... arguments) throws IOException {
        Path folder = Path.of(arguments[1]);
        InferenceFiles files = new InferenceFiles(folder);
        if (arguments[0].equals("prepare")) {
            files.write(InferenceNet.named(arguments[2]));
            return new InferenceSteps(new Prepared(), List.of());
        }
        int threads = Integer.parseInt(arguments[2]);
        return switch (arguments[0]) {
            case "onnx-runtime" ->
                new InferenceSteps(
                        new OnnxRuntimeInference(folder.resolve(InferenceFiles.ONNX), threads, files.inputs()),
                        files.outputs());
            case "tflite" ->
                new InferenceSteps(
                        new TfliteInference(
                                folder.resolve(InferenceFiles.TFLITE),
                                threads,
                                List.copyOf(files.inputs().values())),
                        files.outputs());
            case "model" ->
                new InferenceSteps(
                        new CompiledInference(
                                files.model(),
                                new Compile(arguments[3], Integer.parseInt(arguments[4]), threads),
                                List.copyOf(files.inputs().values())),
                        files.outputs());
            default ->
                espalier(
                        folder,
                        new Compile("host", Integer.parseInt(arguments[5]), threads),
                        InferenceNet.named(arguments[3]),
                        Double.parseDouble(arguments[4]));
        };
    }

    private static Steps espalier(Path folder, Compile settings, InferenceNet net, double times) throws IOException {
        Model model = net.model(folder, times);
        Map<String, INDArray> inputs = InferenceNet.inputs(model);
        List<INDArray> right =
                List.copyOf(InferenceFiles.reference(model, inputs).values());
        return new InferenceSteps(new CompiledInference(model, settings, List.copyOf(inputs.values())), right);
    }

    /** Nothing to run: the files are written. */
    private record Prepared() implements Inference {

        @Override
        public String description() {
            return "files";
        }

        @Override
        public void run() {}

        @Override
        public List<float[]> outputs() {
            return List.of();
        }

        @Override
        public void close() {}
    }
}
