package dev.espalier.compile.lower;

import dev.espalier.compile.kernel.Border;
import dev.espalier.compile.kernel.Code;
import dev.espalier.compile.kernel.Convolution;
import dev.espalier.compile.kernel.RowWindow;
import dev.espalier.compile.kernel.Task;
import dev.espalier.compile.layout.Blocked;
import dev.espalier.compile.target.Target;
import java.util.ArrayList;
import java.util.List;
import java.util.function.Function;
import java.util.stream.IntStream;

/**
 * The C of a {@link Band}. Each thread has its share of the last result's rows, and its own rooms; a few rows of the others
 * are computed by two threads, so that none waits for another.
 *
 * <p>Of call i, {@code have_i} is the row that comes next and {@code to_i} the one up to which this turn goes; {@code base_i}
 * is the row that its room begins with, and {@code past_i} the row up to which the next call reads, perhaps beyond the image.
 */
final class BandText {

    /** A call's function and what it is given, in C; the first of the inputs is the image. */
    record Stage(String function, List<String> inputs, String output, String data) {}

    private final Band band;
    private final Rooms rooms;
    private final int last;
    private final List<Task> tasks;
    private final StringBuilder c = new StringBuilder();

    BandText(Program program, Band band, Target target) {
        this.band = band;
        this.rooms = Rooms.of(program, band, target);
        this.last = band.calls() - 1;
        this.tasks = IntStream.rangeClosed(0, last)
                .mapToObj(i -> {
                    Convolution task =
                            (Convolution) program.calls().get(band.first() + i).task();
                    return (Task) task.between(
                            i == 0 ? task.image() : rooms.layouts().get(i - 1),
                            i == last ? task.output() : rooms.layouts().get(i));
                })
                .toList();
    }

    /** What the functions compute, row by row: the calls' work, between rooms. */
    List<Task> tasks() {
        return tasks;
    }

    /** Numbers of private memory for the rooms; the functions' own comes after them. */
    long floats() {
        return rooms.floats();
    }

    /**
     * The text, in braces, with the variables {@code scratch}, {@code part} and {@code parts} of before.
     *
     * @param stages one for each call
     * @param helper gives the name of a function with this text
     */
    String of(List<Stage> stages, Function<String, String> helper) {
        line(1, "{");
        begin(helper);
        line(2, "while (have" + last + " < end) {");
        extents();
        for (int i = last - 1; i >= 0; i--) {
            makeRoom(i, helper);
        }
        for (int i = 0; i <= last; i++) {
            compute(i, stages.get(i), helper);
        }
        line(2, "}");
        for (int i = 0; i < last; i++) {
            line(2, "MARK_SUM(" + (band.first() + i) + ");");
        }
        line(1, "}");
        return c.toString();
    }

    private void begin(Function<String, String> helper) {
        int height = rooms.windows().get(last).rows();
        for (int i = 0; i < last; i++) {
            line(2, "MARK_NONE(" + (band.first() + i) + ");");
            line(2, "float *room" + i + " = scratch + " + rooms.place(i) + "L;");
            if (rooms.layouts().get(i).halo() > 0) {
                line(2, helper.apply(Border.source(rooms.layouts().get(i))) + "(room" + i + ", 0, 1);");
            }
        }
        line(2, "float *own = scratch + " + rooms.floats() + "L;");
        line(2, "long end = " + height + "L * (part + 1) / parts;");
        line(2, "long have" + last + " = " + height + "L * part / parts;");
        for (int i = last - 1; i >= 0; i--) {
            line(2, "long base" + i + " = " + from(i) + ";");
            line(2, "long have" + i + " = base" + i + " < 0 ? 0 : base" + i + ";");
        }
    }

    /** Up to which rows each call goes in this turn. */
    private void extents() {
        line(3, "long to" + last + " = have" + last + " + " + band.rows() + ";");
        line(3, "if (to" + last + " > end) to" + last + " = end;");
        for (int i = last - 1; i >= 0; i--) {
            RowWindow next = rooms.windows().get(i + 1);
            int height = rooms.windows().get(i).rows();
            line(
                    3,
                    "long past" + i + " = (to" + (i + 1) + " - 1) * " + next.stride() + " + "
                            + (next.reach() - next.top()) + ";");
            line(3, "long to" + i + " = past" + i + " > " + height + " ? " + height + " : past" + i + ";");
        }
    }

    /** If the rows of this turn do not fit behind the others, those that are still read move to the beginning. */
    private void makeRoom(int i, Function<String, String> helper) {
        line(3, "long from" + i + " = " + from(i) + ";");
        // The next call may leave rows out altogether, or have nothing left to do.
        line(
                3,
                "if (have" + (i + 1) + " < to" + (i + 1) + " && (past" + i + " - base" + i + " > " + rooms.rows(i)
                        + " || have" + i + " < from" + i + ")) {");
        line(
                4,
                helper.apply(move(rooms.layouts().get(i))) + "(room" + i + ", from" + i + " - base" + i + ", have" + i
                        + " - from" + i + ");");
        line(4, "if (have" + i + " < from" + i + ") have" + i + " = from" + i + ";");
        line(4, "base" + i + " = from" + i + ";");
        line(3, "}");
    }

    /** The first row of call i's result that the next call's next row reads. */
    private String from(int i) {
        RowWindow next = rooms.windows().get(i + 1);
        return "have" + (i + 1) + " * " + next.stride() + " - " + next.top();
    }

    private void compute(int i, Stage stage, Function<String, String> helper) {
        int height = rooms.windows().get(i).rows();
        List<String> inputs = new ArrayList<>(stage.inputs());
        if (i > 0) {
            inputs.set(0, rowZero(i - 1));
        }
        line(3, "MARK_BEGIN(" + (band.first() + i) + ");");
        line(3, "for (; have" + i + " < to" + i + "; have" + i + "++)");
        line(
                4,
                stage.function() + "((const float *const[]){" + String.join(", ", inputs) + "}, "
                        + (i == last ? stage.output() : rowZero(i)) + ", " + stage.data() + ", own, have" + i + ", "
                        + height + ");");
        if (i < last && rooms.layouts().get(i).halo() > 0) {
            line(3, "long edge" + i + " = base" + i + " > " + height + " ? base" + i + " : " + height + ";");
            line(
                    3,
                    "if (have" + (i + 1) + " < to" + (i + 1) + " && past" + i + " > edge" + i + ") "
                            + helper.apply(zeros(rooms.layouts().get(i))) + "(room" + i + ", edge" + i + " - base" + i
                            + ", past" + i + " - edge" + i + ");");
        }
        line(3, "MARK_END(" + (band.first() + i) + ");");
    }

    /** Where an image with the room's pitches would begin, of whose rows the room holds some. */
    private String rowZero(int i) {
        Blocked room = rooms.layouts().get(i);
        return "room" + i + " - (base" + i + " + " + room.halo() + ") * " + room.rowPitch();
    }

    private static String move(Blocked room) {
        return onRows(room, "long by, long rows", "", "STORE(to + i, LOAD(to + by * " + room.rowPitch() + " + i))");
    }

    private static String zeros(Blocked room) {
        return onRows(room, "long first, long rows", " + first * " + room.rowPitch(), "STORE(to + i, ZERO)");
    }

    private static String onRows(Blocked room, String parameters, String start, String statement) {
        return "static void " + Code.NAME + "(float *y, " + parameters + ") {\n"
                + "  for (long plane = 0; plane < " + room.blocks() + "; plane++) {\n"
                + "    float *to = y + plane * " + room.planePitch() + "L" + start + ";\n"
                + "    for (long i = 0; i < rows * " + room.rowPitch() + "; i += VL) " + statement + ";\n"
                + "  }\n}\n";
    }

    private void line(int depth, String text) {
        c.append("  ".repeat(depth)).append(text).append('\n');
    }
}
