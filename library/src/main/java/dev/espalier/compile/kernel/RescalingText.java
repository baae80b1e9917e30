package dev.espalier.compile.kernel;

import dev.espalier.compile.kernel.Rescaling.Addend;
import dev.espalier.compile.kernel.Rescaling.Levels;
import dev.espalier.compile.kernel.Rescaling.Reals;
import dev.espalier.compile.layout.Blocked;
import dev.espalier.compile.layout.Bytes;
import dev.espalier.compile.layout.Layout;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;

/**
 * Code that rescales vectors of sums, and the numbers it reads, which lie at the beginning of a kernel's data.
 *
 * <p>A level is found in single precision. Where that comes so near to the middle between two levels that its error matters,
 * which is seldom, it is found again in double precision, which is exact.
 */
final class RescalingText {

    /** What one rounding does in single precision, relative to the number, with a little to spare. */
    private static final double ROUNDING = 1.01 * 0x1p-24;

    /** No byte is larger, and nothing that is rounded to one. */
    private static final double RANGE = 257;

    /** Whole numbers up to this are exact in single precision. */
    private static final long EXACT = 1 << 24;

    private final Rescaling rescaling;
    private final int lanes;
    private final int filled;
    private final int places;
    private final int limits;
    private final int exactLimits;
    private final int scales;
    private final int shifts;
    private final int units;
    private final int biases;
    private final List<Further> further = new ArrayList<>();

    /** Where the numbers of a further tensor are in the data. */
    private record Further(int scales, int units, int places) {}

    /**
     * For a task; appends to its data.
     *
     * @param lanes of a vector
     * @param largest no sum's magnitude is larger
     */
    RescalingText(Rescaling rescaling, int lanes, long largest, Data data) {
        this.rescaling = rescaling;
        this.lanes = lanes;
        int channels = rescaling.units().length;
        filled = (channels + lanes - 1) / lanes * lanes;
        double low = rescaling.low();
        double high = rescaling.high();
        int zero = 0;
        if (rescaling.result() instanceof Levels to) {
            zero = to.layout().zero();
            low = Math.min(to.most(), Math.max(to.least(), Math.rint(low / to.step())));
            high = Math.max(to.least(), Math.min(to.most(), Math.rint(high / to.step())));
        }
        double divisor = divisor();
        float[] scale = new float[filled];
        float[] shift = new float[filled];
        double margin = 0;
        for (int channel = 0; channel < channels; channel++) {
            double constant = constant(channel) + zero;
            scale[channel] = (float) (rescaling.units()[channel] / divisor);
            shift[channel] = (float) constant;
            margin = Math.max(margin, margin(channel, Math.abs(constant), largest));
        }
        places = data.ints(places(rescaling.result().layout()));
        limits = data.floats((float) (low + zero), (float) (high + zero), (float) (0.5 - Math.min(0.5, margin)));
        exactLimits = data.doubles(low, high, divisor);
        scales = data.floats(scale);
        shifts = data.floats(shift);
        units = data.doubles(Arrays.copyOf(rescaling.units(), filled));
        biases = data.doubles(Arrays.copyOf(rescaling.bias(), filled));
        for (Addend addend : rescaling.addends()) {
            float[] factors = new float[filled];
            for (int channel = 0; channel < channels; channel++) {
                factors[channel] = (float) (addend.units()[channel] / divisor);
            }
            further.add(new Further(
                    data.floats(factors),
                    data.doubles(Arrays.copyOf(addend.units(), filled)),
                    data.ints(places(addend.layout()))));
        }
    }

    /** What a result of 1 is. */
    private double divisor() {
        return rescaling.divisor() * (rescaling.result() instanceof Levels to ? to.step() : 1);
    }

    /** What is added to whatever is summed up, and the zeros of bytes taken off, in results. */
    private double constant(int channel) {
        double constant = rescaling.bias()[channel];
        for (Addend addend : rescaling.addends()) {
            constant -= addend.layout() instanceof Bytes bytes ? bytes.zero() * addend.units()[channel] : 0;
        }
        return constant / divisor();
    }

    /** How far single precision may be off where the result is a byte. */
    private double margin(int channel, double constant, long largest) {
        double others = 0;
        double rounded = 0;
        for (Addend addend : rescaling.addends()) {
            double most = addend.largest() * addend.units()[channel] / divisor();
            others += most;
            rounded += most * (addend.largest() < EXACT ? 2 : 3);
        }
        double sum = Math.min(largest * rescaling.units()[channel] / divisor(), RANGE + constant + others);
        // The factor, perhaps the sum as a float, the constant, and each addition.
        return ROUNDING
                * (sum * (largest < EXACT ? 1 : 2)
                        + constant
                        + rounded
                        + (1 + rescaling.addends().size()) * (RANGE + others));
    }

    private int[] places(Layout layout) {
        int[] places = new int[filled / lanes];
        for (int vector = 0; vector < places.length; vector++) {
            places[vector] = layout instanceof Bytes bytes
                    ? bytes.at(vector * lanes, 0, 0) - bytes.pixel(0, 0)
                    : vector * ((Blocked) layout).planePitch();
        }
        return places;
    }

    /** Parameters of a function that rescales: the result's pixel and those of the further tensors. */
    String parameters() {
        StringBuilder text = new StringBuilder(type(rescaling.result().layout()) + "y");
        for (int i = 1; i <= further.size(); i++) {
            text.append(", const ")
                    .append(type(rescaling.addends().get(i - 1).layout()))
                    .append("r")
                    .append(i);
        }
        return text.toString();
    }

    private static String type(Layout layout) {
        return layout instanceof Bytes ? "byte *" : "float *";
    }

    /** What is passed for them: the pixel at a row and a column, in C. */
    String arguments(String row, String column) {
        Layout to = rescaling.result().layout();
        StringBuilder text = new StringBuilder(
                "(" + type(to) + ")" + (to instanceof Bytes ? "out" : "out") + pixel(to, row, column));
        for (int i = 1; i <= further.size(); i++) {
            Layout from = rescaling.addends().get(i - 1).layout();
            text.append(", (const " + type(from) + ")in[" + i + "]" + pixel(from, row, column));
        }
        return text.toString();
    }

    private static String pixel(Layout layout, String row, String column) {
        return layout instanceof Bytes bytes
                ? " + " + bytes.pixel(0, 0) + " + " + row + " * " + bytes.rowPitch() + " + " + column + " * "
                        + bytes.lanes()
                : " + " + ((Blocked) layout).pixel(0, 0) + " + " + row + " * " + ((Blocked) layout).rowPitch() + " + "
                        + column + " * VL";
    }

    /** Offset from a function's pixel, in C. */
    private static String offset(Layout layout, String row, String column) {
        int rowPitch = layout instanceof Bytes bytes ? bytes.rowPitch() : ((Blocked) layout).rowPitch();
        int pitch = layout instanceof Bytes bytes ? bytes.lanes() : ((Blocked) layout).lanes();
        return row + " * " + rowPitch + " + " + column + " * " + pitch;
    }

    /** Declares what all vectors of a function share. */
    void begin(CText c) {
        if (rescaling.result() instanceof Levels) {
            c.line("const float *limits = (const float *)(data + " + limits + ");");
            c.line("vf low = SPLAT(limits[0]), high = SPLAT(limits[1]), limit = SPLAT(limits[2]);");
        }
        if (!(rescaling.result() instanceof Rescaling.Sums)) {
            c.line("const double *bounds = (const double *)(data + " + exactLimits + ");");
        }
    }

    /**
     * Writes the result of one vector of sums.
     *
     * @param sum the vector, a variable of C
     * @param vector its number among those of all channels, in C
     * @param row of its pixel, counted from the function's, in C
     * @param column of its pixel
     */
    void vector(CText c, String sum, String vector, String row, String column) {
        Layout layout = rescaling.result().layout();
        String to = "y + ((const int *)(data + " + places + "))[" + vector + "] + " + offset(layout, row, column);
        if (rescaling.result() instanceof Rescaling.Sums) {
            c.line("STOREI(" + to + ", " + sum + ");");
            return;
        }
        c.open("");
        for (int i = 1; i <= further.size(); i++) {
            Layout from = rescaling.addends().get(i - 1).layout();
            String place = "r" + i + " + ((const int *)(data + "
                    + further.get(i - 1).places() + "))[" + vector + "] + " + offset(from, row, column);
            c.line("vi f" + i + " = " + (from instanceof Bytes ? "BYTES(" : "LOADI(") + place + ");");
        }
        if (rescaling.result() instanceof Reals) {
            exact(c, sum, vector);
            c.line("STORE(" + to + ", __builtin_convertvector(v, vf));");
        } else {
            level(c, sum, vector);
            c.line("NARROW(" + to + ", (vi)u);");
        }
        c.close();
    }

    private void level(CText c, String sum, String vector) {
        c.line("vf t = FLOATS(" + sum + ") * LOAD(data + " + scales + " + " + vector + " * 4 * VL) + LOAD(data + "
                + shifts + " + " + vector + " * 4 * VL);");
        for (int i = 1; i <= further.size(); i++) {
            c.line("t += FLOATS(f" + i + ") * LOAD(data + " + further.get(i - 1).scales() + " + " + vector
                    + " * 4 * VL);");
        }
        c.line("t = v_min(v_max(t, low), high);");
        c.line("vf u = t + SPLAT(WHOLE);");
        c.open("if (__builtin_expect(v_any_above(v_abs(t - (u - SPLAT(WHOLE))), limit), 0))");
        exact(c, sum, vector);
        int zero = ((Bytes) rescaling.result().layout()).zero();
        c.line("u = (vf)(__builtin_convertvector((v + WHOLE_DOUBLE) - WHOLE_DOUBLE, vi) + v_all(" + zero + "));");
        c.close();
    }

    private void exact(CText c, String sum, String vector) {
        c.line("vd v = DOUBLES(" + sum + ") * LOADD(data + " + units + " + " + vector + " * 8 * VL) + LOADD(data + "
                + biases + " + " + vector + " * 8 * VL);");
        for (int i = 1; i <= further.size(); i++) {
            Layout from = rescaling.addends().get(i - 1).layout();
            String number = from instanceof Bytes bytes ? "f" + i + " - v_all(" + bytes.zero() + ")" : "f" + i;
            c.line("v += DOUBLES(" + number + ") * LOADD(data + "
                    + further.get(i - 1).units() + " + " + vector + " * 8 * VL);");
        }
        c.line("v /= bounds[2] - (vd){};");
        c.line("CLAMP_DOUBLES(v, bounds[0], bounds[1]);");
    }
}
