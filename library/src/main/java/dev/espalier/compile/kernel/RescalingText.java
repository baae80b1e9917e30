package dev.espalier.compile.kernel;

import dev.espalier.compile.kernel.Rescaling.Addend;
import dev.espalier.compile.kernel.Rescaling.Levels;
import dev.espalier.compile.kernel.Rescaling.Reals;
import dev.espalier.compile.layout.Blocked;
import dev.espalier.compile.layout.Bytes;
import dev.espalier.compile.layout.Layout;
import java.util.ArrayList;
import java.util.List;
import java.util.stream.Collectors;
import java.util.stream.IntStream;

/**
 * Code that rescales vectors of sums, and the numbers it reads, which lie at the beginning of a kernel's data.
 *
 * <p>A level is found in single precision, twice: of a number that is surely not above the right one, and of one that is
 * surely not below. Where both give the same level, that is it. Where they do not, because a middle between two levels is
 * near, which is seldom, it is found again in double precision, which is exact.
 */
final class RescalingText {

    /** What one rounding does in single precision, relative to the number, with a little to spare. */
    private static final double ROUNDING = 1.01 * 0x1p-24;

    /** No byte is larger, and nothing that is rounded to one. */
    private static final double RANGE = 257;

    /** Whole numbers up to this are exact in single precision. */
    private static final long EXACT = 1 << 24;

    /** No larger number is rounded to a whole one of 32 bits. */
    private static final double LARGEST = 1 << 30;

    private static final int LARGEST_BYTE = 255;

    private static final String EXACTLY = Code.NAME + "_exactly";

    private final Rescaling rescaling;
    private final LaneOrder order;
    private final int lanes;
    private final int filled;
    private final int places;
    private final int least;
    private final int most;
    private final boolean isBounded;
    private final int exactLimits;
    private final int scales;
    private final int belows;
    private final int aboves;
    private final int units;
    private final int biases;
    private final List<Further> further = new ArrayList<>();

    /** Where the numbers of a further tensor are in the data. */
    private record Further(int scales, int units, int places) {}

    /**
     * For a task; appends to its data.
     *
     * @param order of channels in vectors
     * @param largest no sum's magnitude is larger
     */
    RescalingText(Rescaling rescaling, LaneOrder order, long largest, Data data) {
        this.rescaling = rescaling;
        this.order = order;
        this.lanes = order.lanes();
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
        double margin = 0;
        double largestLevel = 0;
        for (int channel = 0; channel < channels; channel++) {
            double constant = Math.abs(constant(channel) + zero);
            margin = Math.max(margin, margin(channel, constant, largest));
            largestLevel = Math.max(largestLevel, constant + others(channel) + sum(channel, largest));
        }
        isBounded = largestLevel < LARGEST;
        float[] scale = new float[filled];
        float[] below = new float[filled];
        float[] above = new float[filled];
        for (int channel = 0; channel < channels; channel++) {
            int place = order.place(channel);
            scale[place] = (float) (rescaling.units()[channel] / divisor);
            below[place] = (float) (constant(channel) + zero - margin);
            above[place] = (float) (constant(channel) + zero + margin);
        }
        places = data.ints(places(rescaling.result().layout()));
        least = (int) Math.max(0, Math.min(LARGEST_BYTE, low + zero));
        most = (int) Math.max(0, Math.min(LARGEST_BYTE, high + zero));
        exactLimits = data.doubles(low, high, divisor);
        scales = data.floats(scale);
        belows = data.floats(below);
        aboves = data.floats(above);
        units = data.doubles(placed(rescaling.units()));
        biases = data.doubles(placed(rescaling.bias()));
        for (Addend addend : rescaling.addends()) {
            float[] factors = new float[filled];
            for (int channel = 0; channel < channels; channel++) {
                factors[order.place(channel)] = (float) (addend.units()[channel] / divisor);
            }
            further.add(new Further(
                    data.floats(factors), data.doubles(placed(addend.units())), data.ints(places(addend.layout()))));
        }
    }

    /** Numbers of channels where vectors have them, filled up with zeros. */
    private double[] placed(double[] numbers) {
        double[] placed = new double[filled];
        for (int channel = 0; channel < numbers.length; channel++) {
            placed[order.place(channel)] = numbers[channel];
        }
        return placed;
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

    /** The largest magnitude of what is added from further tensors, in results. */
    private double others(int channel) {
        return rescaling.addends().stream()
                .mapToDouble(addend -> addend.largest() * addend.units()[channel] / divisor())
                .sum();
    }

    /** The largest magnitude of what a sum counts for, in results. */
    private double sum(int channel, long largest) {
        return largest * rescaling.units()[channel] / divisor();
    }

    /** How far single precision may be off where the result is a byte. */
    private double margin(int channel, double constant, long largest) {
        double others = others(channel);
        double rounded = 0;
        for (Addend addend : rescaling.addends()) {
            rounded += addend.largest() * addend.units()[channel] / divisor() * (addend.largest() < EXACT ? 2 : 3);
        }
        double sum = Math.min(sum(channel, largest), RANGE + constant + others);
        // The factor, perhaps the sum as a float, the constant with the margin, and each addition.
        return ROUNDING
                * (sum * (largest < EXACT ? 1 : 2)
                        + constant
                        + 1
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
        StringBuilder text = new StringBuilder("(" + type(to) + ")" + "out" + pixel(to, row, column));
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

    /**
     * A function that writes the level of a vector of sums that is found exactly, each four of them so many bytes after
     * those before; empty if none is needed.
     */
    String functions() {
        if (!(rescaling.result() instanceof Levels to)) {
            return "";
        }
        CText c = new CText();
        StringBuilder parameters = new StringBuilder("const char *data, long vector, vi sum, byte *y, long step");
        for (int i = 1; i <= further.size(); i++) {
            parameters.append(", vi f").append(i);
        }
        c.open("static __attribute__((noinline, cold)) void " + EXACTLY + "(" + parameters + ")");
        exact(c, "sum", "vector", "");
        c.line("vi level = __builtin_convertvector((v + WHOLE_DOUBLE) - WHOLE_DOUBLE, vi) + v_all("
                + to.layout().zero() + ");");
        c.line("for (long i = 0; i < VL; i++) y[i / " + LaneOrder.FOUR + " * step + i % " + LaneOrder.FOUR
                + "] = (byte)level[i];");
        return c.end() + "\n";
    }

    /**
     * Declares what the pixels of a function share.
     *
     * @param vectors of sums that each pixel has
     * @param first the number of the first one among those of all channels, in C
     */
    void begin(CText c, int vectors, String first) {
        c.line("const int *places = (const int *)(data + " + places + ") + " + first + ";");
        int apart = order.packed() ? 1 : vectors;
        for (int m = 0; m < apart; m++) {
            c.line(type(rescaling.result().layout()) + "y" + m + " = y + places[" + m + "];");
        }
        if (rescaling.result() instanceof Rescaling.Sums) {
            return;
        }
        for (int i = 1; i <= further.size(); i++) {
            c.line("const int *places" + i + " = (const int *)(data + "
                    + further.get(i - 1).places() + ") + " + first + ";");
            for (int m = 0; m < apart; m++) {
                c.line("const " + type(rescaling.addends().get(i - 1).layout()) + "r" + i + "_" + m + " = r" + i
                        + " + places" + i + "[" + m + "];");
            }
        }
        if (!(rescaling.result() instanceof Levels)) {
            return;
        }
        for (int m = 0; m < vectors; m++) {
            declare(c, "scale" + m, scales, first, m);
            declare(c, "below" + m, belows, first, m);
            declare(c, "above" + m, aboves, first, m);
            for (int i = 1; i <= further.size(); i++) {
                declare(c, "scale" + m + "_" + i, further.get(i - 1).scales(), first, m);
            }
        }
    }

    private static void declare(CText c, String name, int start, String first, int m) {
        c.line("vf " + name + " = LOAD(" + vector(start, 4, first, m) + ");");
    }

    /** Where the numbers for a vector are, so many bytes each. */
    private static String vector(int start, int bytes, String first, int m) {
        return "data + " + start + " + (" + first + " + " + m + ") * " + bytes + " * VL";
    }

    /**
     * Writes the result of a pixel.
     *
     * @param sums its vectors of sums, in C
     * @param first the number of the first one among those of all channels
     * @param row of the pixel, counted from the function's, in C
     * @param column of the pixel
     */
    void pixel(CText c, List<String> sums, String first, String row, String column) {
        c.open("");
        c.line("long to = " + offset(rescaling.result().layout(), row, column) + ";");
        if (rescaling.result() instanceof Rescaling.Sums) {
            for (int m = 0; m < sums.size(); m++) {
                c.line("STOREI(y" + m + " + to, " + sums.get(m) + ");");
            }
            c.close();
            return;
        }
        for (int i = 1; i <= further.size(); i++) {
            Layout from = rescaling.addends().get(i - 1).layout();
            c.line("long from" + i + " = " + offset(from, row, column) + ";");
            if (order.packed()) {
                c.line("vi " + vectors("f" + i + "_", sums.size()) + ";");
                c.line("UNPACK_" + sums.size() + "(r" + i + "_0 + from" + i + ", " + vectors("f" + i + "_", sums.size())
                        + ");");
                continue;
            }
            for (int m = 0; m < sums.size(); m++) {
                c.line("vi f" + i + "_" + m + " = " + (from instanceof Bytes ? "BYTES(r" : "LOADI(r") + i + "_" + m
                        + " + from" + i + ");");
            }
        }
        if (rescaling.result() instanceof Reals) {
            reals(c, sums, first);
        } else {
            levels(c, sums, first);
        }
        c.close();
    }

    private void reals(CText c, List<String> sums, String first) {
        for (int m = 0; m < sums.size(); m++) {
            c.open("");
            exact(c, sums.get(m), "(" + first + " + " + m + ")", "_" + m);
            c.line("STORE(y" + m + " + to, __builtin_convertvector(v, vf));");
            c.close();
        }
    }

    private static String vectors(String name, int count) {
        return IntStream.range(0, count).mapToObj(m -> name + m).collect(Collectors.joining(", "));
    }

    private void levels(CText c, List<String> sums, String first) {
        c.line("vi unsure = {0}, " + vectors("level", sums.size()) + ";");
        for (int m = 0; m < sums.size(); m++) {
            c.open("");
            c.line("vf given = FLOATS(" + sums.get(m) + ");");
            c.line("vf low = v_fma(given, scale" + m + ", below" + m + "), high = v_fma(given, scale" + m + ", above"
                    + m + ");");
            for (int i = 1; i <= further.size(); i++) {
                c.line("vf g" + i + " = FLOATS(f" + i + "_" + m + ");");
                c.line("low = v_fma(g" + i + ", scale" + m + "_" + i + ", low);");
                c.line("high = v_fma(g" + i + ", scale" + m + "_" + i + ", high);");
            }
            if (!isBounded) {
                c.line("low = v_min(v_max(low, SPLAT(-WHOLE)), SPLAT(WHOLE));");
                c.line("high = v_min(v_max(high, SPLAT(-WHOLE)), SPLAT(WHOLE));");
            }
            c.line("level" + m + " = v_near(low);");
            c.line("unsure |= level" + m + " ^ v_near(high);");
            c.close();
        }
        write(c, sums.size());
        c.open("if (__builtin_expect(v_any(unsure), 0))");
        for (int m = 0; m < sums.size(); m++) {
            String place = order.packed()
                    ? "y0 + to + " + m * LaneOrder.FOUR + ", " + sums.size() * LaneOrder.FOUR
                    : "y" + m + " + to, " + LaneOrder.FOUR;
            StringBuilder call =
                    new StringBuilder(EXACTLY + "(data, " + first + " + " + m + ", " + sums.get(m) + ", " + place);
            for (int i = 1; i <= further.size(); i++) {
                call.append(", f").append(i).append('_').append(m);
            }
            c.line(call + ");");
        }
        c.close();
    }

    /** Writes levels, of which those beyond the range of a byte become its bounds. */
    private void write(CText c, int vectors) {
        boolean whole = most == LARGEST_BYTE;
        if (order.packed() && least == 0 && whole) {
            c.line("PACK_" + vectors + "(y0 + to, " + vectors("level", vectors) + ");");
            return;
        }
        for (int m = 0; m < vectors; m++) {
            String bounded = "v_most(level" + m + ", v_all(" + least + "))";
            bounded = whole ? bounded : "v_least(" + bounded + ", v_all(" + most + "))";
            if (order.packed()) {
                c.line("level" + m + " = " + bounded + ";");
            } else {
                c.line((whole ? "NARROW_BOUNDED" : "NARROW") + "(y" + m + " + to, " + bounded + ");");
            }
        }
        if (order.packed()) {
            c.line("PACK_" + vectors + "(y0 + to, " + vectors("level", vectors) + ");");
        }
    }

    /** Declares the number that a vector of sums gives, {@code v}; the further tensors' variables end in some way. */
    private void exact(CText c, String sum, String vector, String end) {
        c.line("const double *bounds = (const double *)(data + " + exactLimits + ");");
        c.line("vd v = DOUBLES(" + sum + ") * LOADD(data + " + units + " + " + vector + " * 8 * VL) + LOADD(data + "
                + biases + " + " + vector + " * 8 * VL);");
        for (int i = 1; i <= further.size(); i++) {
            Layout from = rescaling.addends().get(i - 1).layout();
            String number =
                    from instanceof Bytes bytes ? "f" + i + end + " - v_all(" + bytes.zero() + ")" : "f" + i + end;
            c.line("v += DOUBLES(" + number + ") * LOADD(data + "
                    + further.get(i - 1).units() + " + " + vector + " * 8 * VL);");
        }
        c.line("v /= bounds[2] - (vd){};");
        c.line("CLAMP_DOUBLES(v, bounds[0], bounds[1]);");
    }
}
