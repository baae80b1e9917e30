package dev.espalier.gan;

import dev.espalier.model.Model;
import dev.espalier.model.Numbers;
import java.util.Arrays;
import org.bytedeco.openblas.global.openblas;
import org.nd4j.linalg.api.ndarray.INDArray;

/** Mean [D] and covariance [D, D], with N - 1 in the denominator, of the features of many images. */
public final class FeatureStatistics {

    private final double[] mean;
    /** Row by row. */
    private final double[] covariance;

    private FeatureStatistics(double[] mean, double[] covariance) {
        this.mean = mean;
        this.covariance = covariance;
    }

    /**
     * Of features.
     *
     * @param features [N, D] with N at least 2
     */
    public static FeatureStatistics of(INDArray features) {
        if (features.rank() != 2 || features.size(0) < 2) {
            throw new IllegalArgumentException(
                    "statistics are taken of features [N, D] of at least two images, found " + Model.shapeOf(features));
        }
        int items = (int) features.size(0);
        int size = (int) features.size(1);
        float[] numbers = Numbers.of(features);
        double[] mean = new double[size];
        for (int i = 0; i < numbers.length; i++) {
            mean[i % size] += numbers[i] / (double) items;
        }
        double[] centered = new double[numbers.length];
        Arrays.setAll(centered, i -> numbers[i] - mean[i % size]);
        double[] covariance = new double[size * size];
        openblas.cblas_dgemm(
                openblas.CblasRowMajor,
                openblas.CblasTrans,
                openblas.CblasNoTrans,
                size,
                size,
                items,
                1.0 / (items - 1),
                centered,
                size,
                centered,
                size,
                0,
                covariance,
                size);
        return new FeatureStatistics(mean, covariance);
    }

    /**
     * The Fréchet distance of two normal distributions with these means and covariances (Dowson and Landau 1982; Heusel et al.
     * 2017, equation 6):
     *
     * <p>|m1 - m2|² + tr(S1 + S2 - 2 (S1^½ S2 S1^½)^½)
     *
     * <p>It depends on what the features are and, as covariances are estimated, on how many images there are: compare it
     * only among sets of one size. It is the FID only with the features of the Inception network that is named so.
     */
    public double distance(FeatureStatistics other) {
        int size = mean.length;
        if (other.mean.length != size) {
            throw new IllegalArgumentException(
                    "features of " + size + " and of " + other.mean.length + " numbers have no distance");
        }
        double distance = 0;
        for (int i = 0; i < size; i++) {
            double difference = mean[i] - other.mean[i];
            distance += difference * difference;
            distance += covariance[i * size + i] + other.covariance[i * size + i];
        }
        double[] root = SymmetricMatrix.squareRoot(covariance, size);
        double[] between = SymmetricMatrix.product(SymmetricMatrix.product(root, other.covariance, size), root, size);
        for (double value : SymmetricMatrix.eigenvalues(between, size)) {
            distance -= 2 * Math.sqrt(Math.max(0, value));
        }
        return Math.max(0, distance);
    }
}
