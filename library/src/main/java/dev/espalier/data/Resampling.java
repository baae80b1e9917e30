package dev.espalier.data;

/**
 * Brings a plane of bytes to another size with a triangle filter: bilinear interpolation when enlarging, a weighted mean
 * over all pixels a new one covers when reducing, so that fine detail does not turn into noise. The same on every
 * platform, which Java's own image scaling does not promise.
 */
final class Resampling {

    /** For each new pixel, the first old one it is made of and the weights of that and the following ones. */
    private final int[] first;

    private final float[][] weights;

    private Resampling(int from, int to) {
        first = new int[to];
        weights = new float[to][];
        double ratio = (double) from / to;
        double support = Math.max(1, ratio);
        for (int i = 0; i < to; i++) {
            double center = (i + 0.5) * ratio;
            first[i] = Math.max(0, (int) Math.floor(center - support + 0.5));
            int end = Math.min(from, (int) Math.floor(center + support + 0.5));
            weights[i] = new float[end - first[i]];
            double sum = 0;
            for (int j = 0; j < weights[i].length; j++) {
                double distance = Math.abs(first[i] + j + 0.5 - center) / support;
                weights[i][j] = (float) Math.max(0, 1 - distance);
                sum += weights[i][j];
            }
            for (int j = 0; j < weights[i].length; j++) {
                weights[i][j] /= (float) sum;
            }
        }
    }

    /**
     * Planes in another size.
     *
     * @param pixels unsigned bytes [C, height, width]
     * @return unsigned bytes [C, toHeight, toWidth]
     */
    static byte[] resample(byte[] pixels, int channels, int height, int width, int toHeight, int toWidth) {
        if (height == toHeight && width == toWidth) {
            return pixels;
        }
        Resampling columns = new Resampling(width, toWidth);
        Resampling rows = new Resampling(height, toHeight);
        byte[] result = new byte[channels * toHeight * toWidth];
        float[] narrow = new float[height * toWidth];
        for (int c = 0; c < channels; c++) {
            for (int y = 0; y < height; y++) {
                columns.row(pixels, (c * height + y) * width, narrow, y * toWidth);
            }
            for (int x = 0; x < toWidth; x++) {
                rows.column(narrow, x, toWidth, result, c * toHeight * toWidth + x);
            }
        }
        return result;
    }

    private void row(byte[] from, int start, float[] to, int target) {
        for (int i = 0; i < first.length; i++) {
            float sum = 0;
            for (int j = 0; j < weights[i].length; j++) {
                sum += weights[i][j] * (from[start + first[i] + j] & 0xff);
            }
            to[target + i] = sum;
        }
    }

    private void column(float[] from, int start, int step, byte[] to, int target) {
        for (int i = 0; i < first.length; i++) {
            float sum = 0;
            for (int j = 0; j < weights[i].length; j++) {
                sum += weights[i][j] * from[start + (first[i] + j) * step];
            }
            to[target + i * step] = (byte) Math.min(255, Math.round(sum));
        }
    }
}
