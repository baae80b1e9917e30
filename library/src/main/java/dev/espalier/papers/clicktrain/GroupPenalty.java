package dev.espalier.papers.clicktrain;

/**
 * R_p and R_k of stage S2, which are the same but for the mask M, P or K:
 *
 * <pre>
 * R = Σ over the kernels of √(||W (.) (1 - M)||² + {@value #EPSILON})
 * </pre>
 *
 * <p>The gradient at a weight outside of M is c w with c = 1 / √(...) of its kernel, and 0 at any other. A kernel that M keeps
 * whole adds the constant √{@value #EPSILON}.
 */
final class GroupPenalty {

    static final double EPSILON = 1e-8;

    private GroupPenalty() {}

    /**
     * R.
     *
     * @param weights kernel by kernel
     * @param mask M, ones and zeros
     * @param area weights of a kernel
     */
    static double value(float[] weights, float[] mask, int area) {
        double sum = 0;
        for (int kernel = 0; kernel < weights.length; kernel += area) {
            sum += norm(weights, mask, kernel, area);
        }
        return sum;
    }

    /** Adds lambda c of each weight to what is there. */
    static void addStrengths(float[] weights, float[] mask, int area, double lambda, float[] strengths) {
        for (int kernel = 0; kernel < weights.length; kernel += area) {
            double c = lambda / norm(weights, mask, kernel, area);
            for (int i = kernel; i < kernel + area; i++) {
                strengths[i] += mask[i] == 0 ? (float) c : 0;
            }
        }
    }

    private static double norm(float[] weights, float[] mask, int kernel, int area) {
        double squares = EPSILON;
        for (int i = kernel; i < kernel + area; i++) {
            double outside = mask[i] == 0 ? weights[i] : 0;
            squares += outside * outside;
        }
        return Math.sqrt(squares);
    }
}
