package dev.espalier.compile.latency;

import java.util.List;

/**
 * Least squares with coefficients that are not negative and are drawn to some usual ones: the minimum of
 *
 * <pre>sum_i ((a x_i - t_i) / s_i)^2 + pull sum_j (m_j (a_j - u_j))^2,   a &gt;= 0,</pre>
 *
 * with m_j the root mean square of x_ij / s_i, so that a coefficient is drawn as one sample more would draw it.
 */
final class LeastSquares {

    private static final int SWEEPS = 2000;
    private static final double SETTLED = 1e-12;

    private LeastSquares() {}

    /**
     * The coefficients.
     *
     * @param rows x, one row a sample
     * @param times t
     * @param scales s, above 0
     * @param usual u
     * @param pull how much those count
     */
    static double[] solve(List<double[]> rows, double[] times, double[] scales, double[] usual, double pull) {
        int width = usual.length;
        double[][] gram = new double[width][width];
        double[] right = new double[width];
        for (int i = 0; i < times.length; i++) {
            double[] x = rows.get(i);
            double weight = 1 / (scales[i] * scales[i]);
            for (int j = 0; j < width; j++) {
                right[j] += weight * x[j] * times[i];
                for (int k = 0; k < width; k++) {
                    gram[j][k] += weight * x[j] * x[k];
                }
            }
        }
        for (int j = 0; j < width; j++) {
            double drawn = pull * gram[j][j] / Math.max(1, times.length);
            gram[j][j] += drawn;
            right[j] += drawn * usual[j];
        }
        // One coefficient after the other, each at its best beside the others.
        double[] found = usual.clone();
        for (int sweep = 0; sweep < SWEEPS; sweep++) {
            double moved = 0;
            for (int j = 0; j < width; j++) {
                if (gram[j][j] == 0) {
                    continue;
                }
                double rest = right[j];
                for (int k = 0; k < width; k++) {
                    rest -= k == j ? 0 : gram[j][k] * found[k];
                }
                double next = Math.max(0, rest / gram[j][j]);
                moved = Math.max(moved, Math.abs(next - found[j]) * Math.sqrt(gram[j][j]));
                found[j] = next;
            }
            if (moved < SETTLED) {
                break;
            }
        }
        return found;
    }
}
