package dev.espalier.kernel.bench;

import java.util.ArrayList;
import java.util.List;
import java.util.stream.DoubleStream;

/** A network that runs in a process of its own, while it is timed. */
final class Runner implements AutoCloseable {

    private final Worker worker;
    private final int steps;
    private double difference;
    private final List<Measurement> bursts = new ArrayList<>();

    /** Runs until it is warm; the worker is closed if that fails. */
    Runner(Worker worker, Effort effort) throws PeerException {
        this.worker = worker;
        Measurement last = worker.run(1);
        for (double spent = last.wallSeconds(); spent < effort.warmUpSeconds(); spent += last.wallSeconds()) {
            double each = last.wallSeconds() / last.steps();
            last = worker.run((int) Math.max(1, effort.warmUpSeconds() / 4 / each));
        }
        steps = effort.steps(last.wallSeconds() / last.steps());
    }

    /** As many runs before it are not counted: threads of others may still spin, and the caches hold theirs. */
    void burst() throws PeerException {
        worker.run(steps);
        Measurement burst = worker.run(steps);
        difference = burst.loss();
        bursts.add(burst);
    }

    void forget() {
        bursts.clear();
    }

    /** What computes, with its version. */
    String description() {
        return worker.description();
    }

    /** Largest difference from the right outputs, by the largest of their numbers. */
    double difference() {
        return difference;
    }

    List<Measurement> bursts() {
        return List.copyOf(bursts);
    }

    DoubleStream milliseconds(Clock clock) {
        return bursts.stream().mapToDouble(burst -> burst.milliseconds(clock));
    }

    @Override
    public void close() {
        worker.close();
    }
}
