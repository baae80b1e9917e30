package dev.espalier.train;

import dev.espalier.engine.Executor;
import dev.espalier.progress.Cancellation;
import java.util.Map;
import org.nd4j.linalg.api.ndarray.INDArray;
import org.nd4j.linalg.factory.Nd4j;
import org.nd4j.nativeblas.NativeOps;
import org.nd4j.nativeblas.NativeOpsHolder;

/**
 * An executor whose runs use a number of native threads. OpenMP keeps that number for each calling thread by itself, so it
 * is set for a run and set back after it.
 */
record ThreadedExecutor(Executor executor, int threads) implements Executor {

    @Override
    public Map<String, INDArray> run(
            Map<String, INDArray> feeds, Map<String, INDArray> into, Cancellation cancellation) {
        NativeOps natives = natives();
        int before = natives.ompGetMaxThreads();
        natives.setOmpNumThreads(threads);
        try {
            return executor.run(feeds, into, cancellation);
        } finally {
            natives.setOmpNumThreads(before);
        }
    }

    /** The holder is empty until ND4J has been loaded. */
    private static NativeOps natives() {
        Nd4j.getBackend();
        return NativeOpsHolder.getInstance().getDeviceNativeOps();
    }

    @Override
    public void close() {
        executor.close();
    }
}
