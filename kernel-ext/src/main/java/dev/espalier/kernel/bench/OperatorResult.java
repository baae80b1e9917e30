package dev.espalier.kernel.bench;

import java.util.Locale;

/**
 * An operator in both executors.
 *
 * @param name of the case and the pass
 * @param threads native threads
 * @param fastMs median time in the fast executor
 * @param referenceMs the same in the reference executor
 * @param ratio median of reference by fast, round by round
 * @param runs how many rounds
 * @param gigabytes read and written at least
 * @param gigaflops of matrix products, 0 for others
 */
record OperatorResult(
        String name,
        int threads,
        double fastMs,
        double referenceMs,
        double ratio,
        int runs,
        double gigabytes,
        double gigaflops) {

    String line() {
        return String.format(
                Locale.ROOT,
                "%s\t%d\t%.6f\t%.6f\t%.6f\t%d\t%.9f\t%.9f",
                name,
                threads,
                fastMs,
                referenceMs,
                ratio,
                runs,
                gigabytes,
                gigaflops);
    }

    static OperatorResult parse(String line) {
        String[] cells = line.split("\t");
        return new OperatorResult(
                cells[0],
                Integer.parseInt(cells[1]),
                Double.parseDouble(cells[2]),
                Double.parseDouble(cells[3]),
                Double.parseDouble(cells[4]),
                Integer.parseInt(cells[5]),
                Double.parseDouble(cells[6]),
                Double.parseDouble(cells[7]));
    }
}
