package dev.espalier.compile.kernel;

import dev.espalier.compile.kernel.Region.Axis;
import dev.espalier.compile.target.Target;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;

/**
 * Copies in which neighbours become distant and distant numbers neighbours, such as transpositions: squares of vectors are
 * turned in registers.
 */
final class TurnedCopies implements Family {

    private static final Schedule ONLY = new Schedule("turn", Map.of());

    @Override
    public String name() {
        return ONLY.family();
    }

    @Override
    public List<Schedule> schedules(Task task, Target target) {
        return task instanceof Copy copy && suits(copy, target) ? List.of(ONLY) : List.of();
    }

    /** Whether a copy is one turn that has squares. */
    static boolean suits(Copy copy, Target target) {
        return !copy.clear()
                && copy.regions().size() == 1
                && isTurn(copy.regions().get(0), target.lanes());
    }

    /** Whether one axis has neighbours before and another one has them after. */
    private static boolean isTurn(Region region, int lanes) {
        return region.axes().stream().filter(axis -> axis.from() == 1).count() == 1
                && region.axes().stream().filter(axis -> axis.to() == 1).count() == 1
                && region.axes().stream().noneMatch(axis -> axis.from() == 1 && axis.to() == 1)
                && region.axes().stream()
                        .filter(axis -> axis.from() == 1 || axis.to() == 1)
                        .allMatch(axis -> axis.extent() >= lanes);
    }

    @Override
    public Code emit(Task task, Schedule schedule, Target target) {
        Region region = ((Copy) task).regions().get(0);
        int lanes = target.lanes();
        Axis near = region.axes().stream()
                .filter(axis -> axis.from() == 1)
                .findFirst()
                .orElseThrow();
        Axis far = region.axes().stream()
                .filter(axis -> axis.to() == 1)
                .findFirst()
                .orElseThrow();
        List<Axis> outer = new ArrayList<>(region.axes());
        outer.removeAll(List.of(near, far));
        long rows = (far.extent() + lanes - 1) / lanes;
        CText c = CText.function();
        c.share("turn", outer.stream().mapToLong(Axis::extent).reduce(rows, Math::multiplyExact));
        c.line("long left = turn / " + rows + ", j = turn % " + rows + " * VL;");
        c.line("const float *x = in[" + region.input() + "] + " + region.from() + "L + j * " + far.from() + "L;");
        c.line("float *y = out + " + region.to() + "L + j;");
        for (Axis axis : outer) {
            c.line("x += left % " + axis.extent() + " * " + axis.from() + "L; y += left % " + axis.extent() + " * "
                    + axis.to() + "L; left /= " + axis.extent() + ";");
        }
        int whole = far.extent() / lanes * lanes;
        if (whole < far.extent()) {
            c.open("if (j == " + whole + ")");
            c.loop("i", near.extent()).loop("l", far.extent() - whole);
            c.line(move(near, far)).close().close();
            c.line("continue;").close();
        }
        int squares = near.extent() / lanes * lanes;
        c.open("for (long i = 0; i < " + squares + "; i += VL)");
        c.line("vf block[VL];");
        c.loop("l", "VL")
                .line("block[l] = LOADU(x + l * " + far.from() + "L + i);")
                .close();
        c.line("v_turn(block);");
        c.loop("l", "VL")
                .line("STOREU(y + (i + l) * " + near.to() + "L, block[l]);")
                .close();
        c.close();
        if (squares < near.extent()) {
            c.open("for (long i = " + squares + "; i < " + near.extent() + "; i++)");
            c.loop("l", "VL").line(move(near, far)).close().close();
        }
        return new Code(c.end(), new Data(), 0);
    }

    private static String move(Axis near, Axis far) {
        return "y[i * " + near.to() + "L + l] = x[l * " + far.from() + "L + i];";
    }
}
