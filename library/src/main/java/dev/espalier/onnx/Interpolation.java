package dev.espalier.onnx;

import java.util.Arrays;

/**
 * Resizing along one axis as a matrix: output i is the sum over j of weight (i, j) times input j.
 *
 * @param weights [out, in] row by row
 * @param in length of the input
 */
record Interpolation(float[] weights, int in) {

    /** Where a position of the output lies in the input. */
    interface Position {
        double of(int i);
    }

    /** The rule that a Resize names, for an axis of length {@code in} that becomes {@code out}, magnified by a scale. */
    static Position position(String mode, int in, int out, double scale) {
        return switch (mode) {
            case "half_pixel" -> i -> (i + 0.5) / scale - 0.5;
            case "half_pixel_symmetric" -> {
                double adjusted = out / (scale * in);
                double offset = in / 2.0 * (1 - adjusted);
                yield i -> offset + (i + 0.5) / scale - 0.5;
            }
            case "pytorch_half_pixel" -> i -> out > 1 ? (i + 0.5) / scale - 0.5 : 0;
            case "align_corners" -> i -> out == 1 ? 0 : i * (in - 1.0) / (out - 1);
            case "asymmetric" -> i -> i / scale;
            case "tf_half_pixel_for_nn" -> i -> (i + 0.5) / scale;
            default -> throw new OnnxException("resizes with the coordinates '" + mode + "', which cannot be read");
        };
    }

    /** The pixel that lies nearest, by one of the format's ideas of nearness. */
    static Interpolation nearest(Position position, int in, int out, String rounding) {
        float[] weights = new float[Math.multiplyExact(out, in)];
        for (int i = 0; i < out; i++) {
            // Positions that differ from a half by rounding errors count as a half.
            double x = Math.round(position.of(i) * 1e6) / 1e6;
            double nearest =
                    switch (rounding) {
                        case "round_prefer_floor", "" -> Math.ceil(x - 0.5);
                        case "round_prefer_ceil" -> Math.floor(x + 0.5);
                        case "floor" -> Math.floor(x);
                        case "ceil" -> Math.ceil(x);
                        default -> throw new OnnxException("rounds in the unknown way '" + rounding + "'");
                    };
            weights[i * in + (int) Math.min(Math.max(nearest, 0), in - 1)] = 1;
        }
        return new Interpolation(weights, in);
    }

    /** The two pixels around, weighted by their nearness. */
    static Interpolation linear(Position position, int in, int out) {
        float[] weights = new float[Math.multiplyExact(out, in)];
        for (int i = 0; i < out; i++) {
            double x = Math.min(Math.max(position.of(i), 0), in - 1);
            int left = (int) Math.min(Math.floor(x), Math.max(in - 2, 0));
            weights[i * in + left] += (float) (1 - (x - left));
            weights[i * in + Math.min(left + 1, in - 1)] += (float) (x - left);
        }
        return new Interpolation(weights, in);
    }

    /** The four pixels around, by cubic convolution (Keys 1981) with its free parameter. */
    static Interpolation cubic(Position position, int in, int out, double a, boolean excludeOutside) {
        float[] weights = new float[Math.multiplyExact(out, in)];
        for (int i = 0; i < out; i++) {
            double x = position.of(i);
            int left = (int) Math.floor(x);
            double sum = 0;
            double[] taps = new double[4];
            for (int tap = 0; tap < 4; tap++) {
                int pixel = left - 1 + tap;
                boolean inside = pixel >= 0 && pixel < in;
                taps[tap] = excludeOutside && !inside ? 0 : keys(Math.abs(x - pixel), a);
                sum += taps[tap];
            }
            for (int tap = 0; tap < 4; tap++) {
                int pixel = Math.min(Math.max(left - 1 + tap, 0), in - 1);
                weights[i * in + pixel] += (float) (taps[tap] / (excludeOutside ? sum : 1));
            }
        }
        return new Interpolation(weights, in);
    }

    private static double keys(double distance, double a) {
        double d = distance;
        if (d <= 1) {
            return ((a + 2) * d - (a + 3)) * d * d + 1;
        }
        return d < 2 ? ((a * d - 5 * a) * d + 8 * a) * d - 4 * a : 0;
    }

    int out() {
        return weights.length / in;
    }

    /** Whether another does the same but for rounding. */
    boolean agrees(Interpolation other) {
        for (int i = 0; i < weights.length; i++) {
            if (Math.abs(weights[i] - other.weights[i]) > 1e-6) {
                return false;
            }
        }
        return true;
    }

    /** The matrix [out, in]. */
    Tensor matrix() {
        return Tensor.floats(new int[] {out(), in}, weights);
    }

    @Override
    public boolean equals(Object other) {
        return other instanceof Interpolation o && in == o.in && Arrays.equals(weights, o.weights);
    }

    @Override
    public int hashCode() {
        return Arrays.hashCode(weights);
    }
}
