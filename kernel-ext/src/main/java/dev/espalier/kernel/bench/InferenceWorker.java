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
import java.util.Arrays;
import java.util.List;
import java.util.Map;
import java.util.function.LongSupplier;
import org.nd4j.linalg.api.ndarray.INDArray;

/**
 * The process of one contestant: {@code InferenceWorker prepare FOLDER NET TIMES...}, which writes files for the others, then
 * {@code onnx-runtime FOLDER THREADS}, {@code tflite FOLDER THREADS},
 * {@code espalier FOLDER THREADS NET TIMES TARGET SEARCH}, {@code model FOLDER THREADS TARGET SEARCH} for the model in the
 * folder, or {@code compile FOLDER NET SEARCH}, whose steps are compilations.
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
            WorkerLoop.serve(steps, in, out, clock(arguments));
        } catch (UnsupportedOperationException impossible) {
            fail(out, impossible.getMessage());
        } catch (RuntimeException failure) {
            failure.printStackTrace();
            fail(out, failure.toString().lines().findFirst().orElseThrow());
        }
    }

    /** On one thread everything is computed on this one, and its clock is finer than the process's. */
    private static LongSupplier clock(String... arguments) {
        boolean single = arguments.length < 3 || arguments[2].equals("1");
        return single ? ManagementFactory.getThreadMXBean()::getCurrentThreadCpuTime : WorkerLoop::processorTime;
    }

    private static void fail(PrintStream out, String reason) {
        out.println("failed " + reason.replace('\n', ' '));
        out.flush();
    }

    private static Steps open(String... arguments) throws IOException {
        Path folder = Path.of(arguments[1]);
        InferenceFiles files = new InferenceFiles(folder);
        if (arguments[0].equals("prepare")) {
            files.write(
                    InferenceNet.named(arguments[2]),
                    Arrays.stream(arguments).skip(3).map(Double::valueOf).toList());
            return new InferenceSteps(new Prepared(), List.of());
        }
        if (arguments[0].equals("compile")) {
            return new CompileSteps(
                    InferenceNet.named(arguments[2]).model(folder, 1),
                    new Compile("host", Integer.parseInt(arguments[3]), 1));
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
                        files,
                        new Compile(arguments[5], Integer.parseInt(arguments[6]), threads),
                        InferenceNet.named(arguments[3]),
                        Double.parseDouble(arguments[4]));
        };
    }

    private static Steps espalier(InferenceFiles files, Compile settings, InferenceNet net, double times)
            throws IOException {
        Model model = net.model(files.folder(), times);
        Map<String, INDArray> named = files.inputs();
        List<INDArray> inputs = model.graph().inputs().stream()
                .map(input -> named.get(input.name()))
                .toList();
        return new InferenceSteps(new CompiledInference(model, settings, inputs), files.outputs(times));
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
