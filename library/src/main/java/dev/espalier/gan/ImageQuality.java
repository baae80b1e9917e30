package dev.espalier.gan;

import dev.espalier.model.Model;
import dev.espalier.model.Numbers;
import java.util.Arrays;
import java.util.Locale;
import org.nd4j.linalg.api.ndarray.INDArray;

/**
 * How near made images are to those that were wanted, pair by pair, in the mean over pairs. Pixels go from -1 to 1.
 *
 * @param l1 mean absolute difference of pixels, 0 to 2
 * @param psnr 10 log10(peak² / mean squared difference) in decibels, with a peak of 2; infinite if one pair is identical
 * @param ssim structural similarity (Wang et al. 2004, section III): windows of 11x11 pixels, Gaussian with standard
 *     deviation 1.5, K1 0.01 and K2 0.03, in the mean over all places where a window fits and over channels; at most 1
 * @param pairs that were compared
 */
public record ImageQuality(double l1, double psnr, double ssim, int pairs) {

    private static final double PEAK = 2;
    private static final int WINDOW = 11;
    private static final double DEVIATION = 1.5;
    private static final double C1 = Math.pow(0.01 * PEAK, 2);
    private static final double C2 = Math.pow(0.03 * PEAK, 2);
    private static final double[] GAUSSIAN = gaussian();

    /**
     * Compares images with those that were wanted.
     *
     * @param made [N, C, H, W], at least 11 pixels high and wide
     * @param wanted of the same shape
     */
    public static ImageQuality of(INDArray made, INDArray wanted) {
        if (!Model.shapeOf(made).equals(Model.shapeOf(wanted)) || made.rank() != 4) {
            throw new IllegalArgumentException("images are compared pair by pair, as [N, C, H, W]; found "
                    + Model.shapeOf(made) + " and " + Model.shapeOf(wanted));
        }
        int height = (int) made.size(2);
        int width = (int) made.size(3);
        if (height < WINDOW || width < WINDOW) {
            throw new IllegalArgumentException("structural similarity needs images of at least " + WINDOW + "x" + WINDOW
                    + " pixels, found " + height + "x" + width);
        }
        int pairs = (int) made.size(0);
        int channels = (int) made.size(1);
        float[] a = Numbers.of(made);
        float[] b = Numbers.of(wanted);
        double l1 = 0;
        double psnr = 0;
        double ssim = 0;
        int plane = height * width;
        int image = channels * plane;
        for (int at = 0; at < a.length; at += image) {
            double absolute = 0;
            double squared = 0;
            for (int i = at; i < at + image; i++) {
                double difference = (double) a[i] - b[i];
                absolute += Math.abs(difference);
                squared += difference * difference;
            }
            l1 += absolute / image;
            psnr += 10 * Math.log10(PEAK * PEAK / (squared / image));
            for (int channel = at; channel < at + image; channel += plane) {
                ssim += similarity(doubles(a, channel, plane), doubles(b, channel, plane), width) / channels;
            }
        }
        return new ImageQuality(l1 / pairs, psnr / pairs, ssim / pairs, pairs);
    }

    private static double similarity(double[] a, double[] b, int width) {
        double[] meanA = windows(a, width);
        double[] meanB = windows(b, width);
        double[] squaresA = windows(products(a, a), width);
        double[] squaresB = windows(products(b, b), width);
        double[] both = windows(products(a, b), width);
        double sum = 0;
        for (int i = 0; i < both.length; i++) {
            double product = meanA[i] * meanB[i];
            double squares = meanA[i] * meanA[i] + meanB[i] * meanB[i];
            double variances = squaresA[i] + squaresB[i] - squares;
            sum += (2 * product + C1) * (2 * (both[i] - product) + C2) / ((squares + C1) * (variances + C2));
        }
        return sum / both.length;
    }

    /** Weighted means over all windows that fit, along rows and then along columns. */
    private static double[] windows(double[] plane, int width) {
        int height = plane.length / width;
        int across = width - WINDOW + 1;
        int down = height - WINDOW + 1;
        double[] rows = new double[height * across];
        for (int y = 0; y < height; y++) {
            for (int x = 0; x < across; x++) {
                for (int k = 0; k < WINDOW; k++) {
                    rows[y * across + x] += GAUSSIAN[k] * plane[y * width + x + k];
                }
            }
        }
        double[] means = new double[down * across];
        for (int y = 0; y < down; y++) {
            for (int k = 0; k < WINDOW; k++) {
                for (int x = 0; x < across; x++) {
                    means[y * across + x] += GAUSSIAN[k] * rows[(y + k) * across + x];
                }
            }
        }
        return means;
    }

    private static double[] products(double[] a, double[] b) {
        double[] products = new double[a.length];
        Arrays.setAll(products, i -> a[i] * b[i]);
        return products;
    }

    private static double[] doubles(float[] numbers, int from, int count) {
        double[] doubles = new double[count];
        Arrays.setAll(doubles, i -> numbers[from + i]);
        return doubles;
    }

    private static double[] gaussian() {
        double[] weights = new double[WINDOW];
        Arrays.setAll(weights, i -> Math.exp(-Math.pow(i - WINDOW / 2, 2) / (2 * DEVIATION * DEVIATION)));
        double sum = Arrays.stream(weights).sum();
        Arrays.setAll(weights, i -> weights[i] / sum);
        return weights;
    }

    @Override
    public String toString() {
        return String.format(Locale.ROOT, "L1 %.4f, PSNR %.2f dB, SSIM %.4f over %,d pairs", l1, psnr, ssim, pairs);
    }
}
