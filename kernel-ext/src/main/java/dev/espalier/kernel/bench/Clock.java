package dev.espalier.kernel.bench;

/** What time is compared. */
enum Clock {
    /** Processor time of the whole process: on one thread, what other programs do does not count. */
    CPU,
    /** Time that passes: with several threads, waiting for each other counts. */
    WALL;

    static Clock forThreads(int threads) {
        return threads == 1 ? CPU : WALL;
    }
}
