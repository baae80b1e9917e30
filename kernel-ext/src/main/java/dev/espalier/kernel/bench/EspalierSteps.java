package dev.espalier.kernel.bench;

import dev.espalier.engine.NativeBackend;
import dev.espalier.model.file.Origin;
import dev.espalier.train.Engine;
import java.io.IOException;
import java.util.List;
import java.util.Map;
import org.nd4j.linalg.api.ndarray.INDArray;

/** Our own engine at work. */
final class EspalierSteps implements Steps {

    private final List<Map<String, INDArray>> batches;
    private final Workload.Training training;
    private int next;

    EspalierSteps(Assignment task, Engine engine) throws IOException {
        this.batches = task.readBatches();
        this.training = task.workload().start(task.networks(), engine);
    }

    @Override
    public String description() {
        return "Espalier " + Origin.current().library() + ", native build " + NativeBackend.select();
    }

    @Override
    public double run(int count) {
        double loss = Double.NaN;
        for (int i = 0; i < count; i++) {
            loss = training.step(batches.get(next));
            next = (next + 1) % batches.size();
        }
        return loss;
    }

    @Override
    public void close() {
        training.close();
    }
}
