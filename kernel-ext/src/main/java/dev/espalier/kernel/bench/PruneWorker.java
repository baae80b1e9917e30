package dev.espalier.kernel.bench;

import dev.espalier.constraint.Member;
import dev.espalier.model.Encoding;
import dev.espalier.model.Granularity;
import dev.espalier.model.Model;
import dev.espalier.model.Safetensors;
import dev.espalier.model.Structure;
import dev.espalier.prune.Rate;
import dev.espalier.prune.Scheme;
import dev.espalier.prune.SparsitySet;
import dev.espalier.quantize.Levels;
import dev.espalier.quantize.QuantizedSet;
import dev.espalier.quantize.ScaleChoice;
import java.io.BufferedReader;
import java.io.IOException;
import java.io.InputStreamReader;
import java.io.PrintStream;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Collection;
import org.bytedeco.javacpp.Pointer;
import org.nd4j.linalg.api.ndarray.INDArray;

/**
 * A process that projects weights on one thread: {@code PruneWorker FOLDER STRUCTURE@RATE}, or
 * {@code PruneWorker FOLDER LEVELS:GRANULARITY:SCALE}.
 */
public final class PruneWorker {

    private PruneWorker() {}

    /** Projects on request until its input ends. */
    public static void main(String[] arguments) throws IOException {
        BufferedReader in = new BufferedReader(new InputStreamReader(System.in, StandardCharsets.UTF_8));
        PrintStream out = System.out;
        System.setOut(System.err);
        // Without this, projections share their work among all processors.
        System.setProperty("java.util.concurrent.ForkJoinPool.common.parallelism", "0");
        WorkerLoop.serve(open(Path.of(arguments[0]), arguments[1]), in, out);
    }

    /** What projects the weights in a folder. */
    static Steps open(Path folder, String task) throws IOException {
        Path file = folder.resolve(PruneSuite.WEIGHTS);
        Collection<INDArray> weights =
                Safetensors.read(Files.readAllBytes(file), file.toString()).values();
        if (task.contains("@")) {
            String[] parts = task.split("@");
            return new Projections(structure(parts[0]), Rate.parse(parts[1]), weights);
        }
        String[] parts = task.split(":");
        QuantizedSet set =
                new QuantizedSet(Levels.parse(parts[0]), Granularity.parse(parts[1]), ScaleChoice.parse(parts[2]));
        return new Roundings(set, weights, error(set, weights));
    }

    /** The squared error of the projection, relative to the squares of the weights. */
    private static double error(QuantizedSet set, Collection<INDArray> weights) {
        double errors = 0;
        double squares = 0;
        for (INDArray weight : weights) {
            errors += weight.squaredDistance(set.project(weight).weights());
            squares += Math.pow(weight.norm2Number().doubleValue(), 2);
        }
        return errors / squares;
    }

    /** Patterns are given beforehand, so there is no model to settle with. */
    static Structure structure(String text) {
        return Scheme.parse(text).settle(null);
    }

    /** At once, as PyTorch does: the next projection then has its memory. */
    private static void free(Member member) {
        free(member.weights());
        member.encoding().masked().ifPresent(masked -> free(masked.mask()));
    }

    private static void free(INDArray array) {
        Pointer memory = array.data().pointer();
        array.close();
        memory.deallocate();
    }

    private record Projections(Structure structure, Rate rate, Collection<INDArray> weights) implements Steps {

        @Override
        public String description() {
            return "Espalier, one thread";
        }

        @Override
        public double run(int count) {
            long kept = 0;
            long total = 0;
            for (int step = 0; step < count; step++) {
                kept = 0;
                total = 0;
                for (INDArray weight : weights) {
                    Member member = set(weight).project(weight);
                    kept += member.encoding()
                            .masked()
                            .map(Encoding.Masked::kept)
                            .orElseThrow();
                    total += weight.length();
                    free(member);
                }
            }
            return (double) kept / total;
        }

        /** Where the structure has no meaning, single weights are pruned: every run is to be over all weights. */
        private SparsitySet set(INDArray weight) {
            SparsitySet set = SparsitySet.of(structure, rate);
            return set.refusal(Model.shapeOf(weight)).isEmpty()
                    ? set
                    : SparsitySet.of(new Structure.Unstructured(), rate);
        }

        @Override
        public void close() {}
    }

    private record Roundings(QuantizedSet set, Collection<INDArray> weights, double error) implements Steps {

        @Override
        public String description() {
            return "Espalier, one thread";
        }

        @Override
        public double run(int count) {
            for (int step = 0; step < count; step++) {
                for (INDArray weight : weights) {
                    free(set.project(weight));
                }
            }
            return error;
        }

        @Override
        public void close() {}
    }
}
