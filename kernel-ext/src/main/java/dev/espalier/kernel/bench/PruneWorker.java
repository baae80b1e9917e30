package dev.espalier.kernel.bench;

import dev.espalier.constraint.Member;
import dev.espalier.model.Encoding;
import dev.espalier.model.Model;
import dev.espalier.model.Safetensors;
import dev.espalier.model.Structure;
import dev.espalier.prune.Rate;
import dev.espalier.prune.Scheme;
import dev.espalier.prune.SparsitySet;
import java.io.BufferedReader;
import java.io.IOException;
import java.io.InputStreamReader;
import java.io.PrintStream;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Collection;
import org.nd4j.linalg.api.ndarray.INDArray;

/** A process that projects weights onto a structure: {@code PruneWorker FOLDER STRUCTURE@RATE}, on one thread. */
public final class PruneWorker {

    private PruneWorker() {}

    /** Projects on request until its input ends. */
    public static void main(String[] arguments) throws IOException {
        BufferedReader in = new BufferedReader(new InputStreamReader(System.in, StandardCharsets.UTF_8));
        PrintStream out = System.out;
        System.setOut(System.err);
        Path file = Path.of(arguments[0]).resolve(PruneSuite.WEIGHTS);
        String[] parts = arguments[1].split("@");
        Structure structure = structure(parts[0]);
        Rate rate = Rate.parse(parts[1]);
        Collection<INDArray> weights =
                Safetensors.read(Files.readAllBytes(file), file.toString()).values();
        WorkerLoop.serve(new Projections(structure, rate, weights), in, out);
    }

    /** Patterns are given beforehand, so there is no model to settle with. */
    static Structure structure(String text) {
        return Scheme.parse(text).settle(null);
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
}
