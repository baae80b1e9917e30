package dev.espalier.kernel.bench;

import java.util.ArrayList;
import java.util.List;

/** An engine during a contest: its process, how many steps a burst has, and the bursts so far. */
final class Contestant implements AutoCloseable {

    private final Engine engine;
    private final Worker worker;
    private final double firstLoss;
    private final int steps;
    private final List<Measurement> bursts = new ArrayList<>();

    private Contestant(Engine engine, Worker worker, double firstLoss, int steps) {
        this.engine = engine;
        this.worker = worker;
        this.firstLoss = firstLoss;
        this.steps = steps;
    }

    /** Starts an engine and lets it warm up; the length of its bursts follows from how fast it is then. */
    static Contestant start(Engine engine, Assignment task, int threads, Effort effort) throws PeerException {
        Worker worker = engine.start(task, threads);
        Measurement first = worker.run(1);
        Measurement last = worker.run(1);
        double spent = first.wallSeconds() + last.wallSeconds();
        while (spent < effort.warmUpSeconds()) {
            last = worker.run(Math.max(1, (int) (effort.warmUpSeconds() / 4 / seconds(last))));
            spent += last.wallSeconds();
        }
        return new Contestant(engine, worker, first.loss(), effort.steps(seconds(last)));
    }

    private static double seconds(Measurement measurement) {
        return measurement.wallSeconds() / measurement.steps();
    }

    Engine engine() {
        return engine;
    }

    void burst() throws PeerException {
        bursts.add(worker.run(steps));
    }

    Result result() {
        return new Result(engine, worker.description(), firstLoss, List.copyOf(bursts));
    }

    @Override
    public void close() {
        worker.close();
    }
}
