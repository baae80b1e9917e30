package dev.espalier.compile.network;

import dev.espalier.compile.directory.CompiledDirectory;
import dev.espalier.compile.directory.TestVector;
import dev.espalier.compile.lower.NetworkSource;
import dev.espalier.compile.lower.Program;
import dev.espalier.compile.runtime.BackEnd;
import dev.espalier.compile.runtime.Network;
import dev.espalier.compile.target.Target;
import dev.espalier.compile.target.Toolchain;
import dev.espalier.compile.target.ToolchainException;
import dev.espalier.engine.ReferenceExecutor;
import dev.espalier.model.Model;
import dev.espalier.model.Node;
import dev.espalier.model.op.Shape;
import dev.espalier.progress.Cancellation;
import dev.espalier.quantize.IntegerModel;
import java.io.IOException;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Optional;
import org.bytedeco.javacpp.FloatPointer;
import org.nd4j.linalg.api.buffer.DataType;
import org.nd4j.linalg.api.ndarray.INDArray;
import org.nd4j.linalg.factory.Nd4j;

/**
 * A model as a native library that is loaded, or as Java. It computes one item at a time; a batch is as many runs. Close it
 * when it is no longer needed: a native one's memory is outside of the Java heap.
 */
public final class CompiledModel implements AutoCloseable {

    private final Model model;
    private final Compile settings;
    private final Target target;
    private final Program program;
    private final NetworkSource source;
    private final Network network;

    CompiledModel(
            Model model, Compile settings, Target target, Program program, NetworkSource source, Network network) {
        this.model = model;
        this.settings = settings;
        this.target = target;
        this.program = program;
        this.source = source;
        this.network = network;
    }

    /** The model that was compiled. */
    public Model model() {
        return model;
    }

    /** How it was compiled. */
    public Compile settings() {
        return settings;
    }

    /** What it was compiled for. */
    public Target target() {
        return target;
    }

    /** What it does, call by call. */
    public NetworkSource source() {
        return source;
    }

    /** Bytes of all weights and tables it reads. */
    public long weightBytes() {
        return source.weights().stream().mapToLong(piece -> piece.length).sum();
    }

    /** Bytes of working memory. */
    public long workingBytes() {
        return network.workingBytes();
    }

    /**
     * Computes the model's outputs, one after the other for each item.
     *
     * @param given one float32 array for each of the graph's inputs, with the batch first, batches of one size
     * @return the outputs in the graph's order
     * @throws IllegalArgumentException if an array does not fit; says which, and what would
     */
    public synchronized List<INDArray> run(INDArray... given) {
        List<Node> wanted = model.graph().inputs();
        if (given.length != wanted.size()) {
            throw new IllegalArgumentException(
                    model.name() + " has " + wanted.size() + " inputs, but got " + given.length);
        }
        int batch = batch(given, wanted);
        List<float[]> results = new ArrayList<>();
        for (Shape shape : program.outputs()) {
            results.add(new float[Math.toIntExact(shape.size() * batch)]);
        }
        List<INDArray> dense = new ArrayList<>();
        for (INDArray array : given) {
            dense.add(array.castTo(DataType.FLOAT).dup('c'));
        }
        for (int item = 0; item < batch; item++) {
            for (int i = 0; i < given.length; i++) {
                int size = Math.toIntExact(program.inputs().get(i).size());
                float[] numbers = new float[size];
                new FloatPointer(dense.get(i).data().addressPointer())
                        .position((long) item * size)
                        .get(numbers);
                network.input(i).put(numbers);
            }
            network.run();
            for (int i = 0; i < results.size(); i++) {
                int size = Math.toIntExact(program.outputs().get(i).size());
                network.output(i).get(results.get(i), item * size, size);
            }
        }
        List<INDArray> arrays = new ArrayList<>();
        for (int i = 0; i < results.size(); i++) {
            Node output = model.graph().outputs().get(i);
            arrays.add(Nd4j.createFromArray(results.get(i))
                    .reshape(output.shape().withBatch(batch).toArray()));
        }
        return arrays;
    }

    private int batch(INDArray[] given, List<Node> wanted) {
        int batch = 1;
        for (int i = 0; i < given.length; i++) {
            Shape expected = wanted.get(i).shape();
            Shape found = Model.shapeOf(given[i]);
            int items = expected.isBatched() && found.rank() > 0 ? found.dim(0) : 1;
            if (!expected.withBatch(items).equals(found) || i > 0 && items != batch) {
                throw new IllegalArgumentException("input '" + wanted.get(i).name() + "' of " + model.name()
                        + " has the shape " + expected + ", but got " + found
                        + (i > 0 && items != batch ? ", in a batch of " + batch : ""));
            }
            batch = items;
        }
        return batch;
    }

    /** The same network, which notes when each call begins, on what the last run was given. */
    Network.Marked marked(Cancellation cancellation) {
        String timed = source.completeTimed(target, BackEnd.of(target).header());
        return network.marked(timed, source.steps().size(), cancellation);
    }

    /** Runs once on what the last run was given: for timing. */
    public synchronized void again() {
        network.run();
    }

    /**
     * Runs on what the last run was given until it is as fast as it gets: for some seconds, if it was compiled to Java, which
     * the virtual machine compiles while it runs.
     */
    public synchronized void warmUp() {
        network.warmUp();
    }

    /**
     * Compares the outputs with those of the reference executor for the same input.
     *
     * @param given as for {@link #run}
     */
    public Deviation judge(INDArray... given) {
        List<INDArray> found = run(given);
        Map<String, INDArray> feeds = new LinkedHashMap<>(model.parameters().arrays());
        List<Node> wanted = model.graph().inputs();
        for (int i = 0; i < given.length; i++) {
            feeds.put(wanted.get(i).name(), given[i]);
        }
        // Levels are the right ones in double precision alone.
        if (IntegerModel.isQuantized(model)) {
            feeds.replaceAll((name, array) -> array.castTo(DataType.DOUBLE));
        }
        try (ReferenceExecutor executor = new ReferenceExecutor(model.graph())) {
            Map<String, INDArray> expected = executor.run(feeds);
            return compare(
                    found,
                    model.graph().outputs().stream()
                            .map(output -> expected.get(output.name()).castTo(DataType.FLOAT))
                            .toList());
        }
    }

    /**
     * Writes a directory that programs in C and C++ use without Java.
     *
     * @param item to test it by, with a batch of one, an array for each of the graph's inputs; a random one if there is none
     * @throws IOException if there is something in its place that was not written here, or was changed since
     * @throws IllegalArgumentException if the item does not fit
     */
    public void write(Path directory, INDArray... item) throws IOException {
        TestVector test =
                item.length == 0 ? TestVector.random(model, Compile.TEST) : TestVector.of(model, List.of(item));
        write(model.name(), directory, test, Cancellation.NEVER);
    }

    void write(String name, Path directory, TestVector test, Cancellation cancellation) throws IOException {
        if (target.isJava()) {
            throw new ToolchainException(model.name()
                    + " is compiled to Java; a directory for programs in C takes a C compiler: " + Toolchain.REMEDY);
        }
        Deviation deviation = compare(run(test.inputs().toArray(INDArray[]::new)), test.outputs());
        new CompiledDirectory(
                        name,
                        model,
                        target,
                        program,
                        source,
                        test,
                        Optional.of(deviation.toString()),
                        settings.threads())
                .write(directory, cancellation);
    }

    private static Deviation compare(List<INDArray> found, List<INDArray> expected) {
        double difference = 0;
        double largest = 0;
        for (int i = 0; i < found.size(); i++) {
            difference = Math.max(difference, largest(expected.get(i).sub(found.get(i))));
            largest = Math.max(largest, largest(expected.get(i)));
        }
        return new Deviation(difference, largest);
    }

    private static double largest(INDArray array) {
        double most = array.amaxNumber().doubleValue();
        // The largest of numbers with one that is none among them is not reliable.
        return Double.isFinite(array.sumNumber().doubleValue()) ? most : Double.NaN;
    }

    @Override
    public synchronized void close() {
        network.close();
    }

    /** What became of the operators: how many there were, and how many calls compute them, with less in between. */
    public String fusion() {
        Program.Origin origin = program.origin();
        return String.format(
                Locale.ROOT,
                "%d operators with %,d kB between them; %d after computation laws%s; %d calls with %,d kB between them",
                origin.operators(),
                origin.bytes() / 1024,
                origin.rewritten(),
                origin.laws().isEmpty() ? "" : " (" + origin.laws() + ")",
                program.calls().size(),
                program.bytes() / 1024);
    }

    @Override
    public String toString() {
        String kind = target.isJava() ? "to Java" : "for " + settings.target();
        return model.name() + " compiled " + kind + ", " + settings.threads()
                + (settings.threads() == 1 ? " thread, " : " threads, ")
                + source.steps().size() + " calls, "
                + weightBytes() / 1024 + " kB of weights, " + workingBytes() / 1024 + " kB of working memory ("
                + source.plan().unshared() * Float.BYTES / 1024 + " kB unshared)";
    }
}
