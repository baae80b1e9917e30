package dev.espalier.compile.kernel;

import dev.espalier.compile.kernel.Elementwise.Walk;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.stream.Collectors;
import java.util.stream.IntStream;

/**
 * The loops of an elementwise formula as C, in any order. Loops have the numbers of {@code extents}; the run over
 * neighbouring numbers, by whole vectors and then what is left, has the next one.
 *
 * @param extents of all loops but the run
 * @param run numbers of it
 * @param order of the loops that are gone through, outermost first
 * @param sources where each input of the formula is
 * @param ready formulas of further inputs by their index, which stay the same in the inner loops
 * @param depth loops around what computes those
 * @param formula of every number
 * @param result where it goes
 */
record ElementwiseNest(
        List<Integer> extents,
        int run,
        List<Integer> order,
        Map<Integer, Place> sources,
        Map<Integer, Expr> ready,
        int depth,
        Expr formula,
        Place result) {

    /**
     * Numbers in memory.
     *
     * @param pointer its name in C
     * @param start from there
     * @param strides one for each loop but the run
     * @param step along the run
     */
    record Place(String pointer, int start, List<Integer> strides, int step) {
        static Place of(String pointer, Walk walk) {
            return new Place(pointer, walk.start(), walk.strides(), walk.step());
        }

        /** A pointer to where the loops are. */
        String now() {
            List<String> terms = new ArrayList<>(List.of(pointer));
            if (start != 0) {
                terms.add(Integer.toString(start));
            }
            for (int i = 0; i < strides.size(); i++) {
                if (strides.get(i) != 0) {
                    terms.add("i" + i + " * " + strides.get(i));
                }
            }
            return String.join(" + ", terms);
        }
    }

    /** How far the code has come along the run. */
    private enum Lanes {
        /** It is not there yet. */
        NONE,
        /** At whole vectors. */
        WHOLE,
        /** At a vector that is not filled. */
        REST
    }

    /** Writes the loops. All threads go through them, or each takes its share of the outermost. */
    void write(CText c, int lanes, boolean shared) {
        int together = shared ? together() : 0;
        if (together > 0) {
            share(c, order.subList(0, together));
        }
        loops(c, together, lanes, Lanes.NONE, shared && together == 0);
        if (together > 0) {
            c.close();
        }
    }

    private int inner() {
        return extents.size();
    }

    /** Outer loops that threads share as one: all but the last, as far as nothing is computed in between. */
    private int together() {
        int together = 0;
        while (together < Math.min(depth, inner() - 1) && order.get(together) != inner()) {
            together++;
        }
        return together;
    }

    private void share(CText c, List<Integer> loops) {
        c.share("turn", loops.stream().mapToInt(extents::get).reduce(1, Math::multiplyExact));
        c.line("long left = turn;");
        for (int i = loops.size() - 1; i >= 0; i--) {
            int extent = extents.get(loops.get(i));
            c.line("long i" + loops.get(i) + " = left % " + extent + "; left /= " + extent + ";");
        }
    }

    private void loops(CText c, int done, int lanes, Lanes at, boolean shared) {
        if (done == depth) {
            ready.forEach((input, part) -> c.line("vf p" + input + " = " + value(part, lanes, at) + ";"));
        }
        if (done == order.size()) {
            store(c, lanes, at);
            return;
        }
        int loop = order.get(done);
        if (loop != inner()) {
            begin(c, "i" + loop, extents.get(loop), shared);
            loops(c, done + 1, lanes, at, false);
            c.close();
            return;
        }
        if (run >= lanes) {
            begin(c, "v", run / lanes, shared);
            loops(c, done + 1, lanes, Lanes.WHOLE, false);
            c.close();
        }
        if (run % lanes > 0) {
            c.open(shared ? "if (part == parts - 1)" : "");
            loops(c, done + 1, lanes, Lanes.REST, false);
            c.close();
        }
    }

    private static void begin(CText c, String variable, int extent, boolean shared) {
        if (shared) {
            c.share(variable, extent);
        } else {
            c.loop(variable, extent);
        }
    }

    private String value(Expr formula, int lanes, Lanes at) {
        return Formulas.c(formula, "", input -> read(input, lanes, at));
    }

    private String read(int input, int lanes, Lanes at) {
        if (ready.containsKey(input)) {
            return "p" + input;
        }
        Place source = sources.get(input);
        if (source.step() == 0) {
            return "SPLAT((" + source.now() + ")[0])";
        }
        return at == Lanes.WHOLE
                ? "LOADU(" + source.now() + " + v * VL)"
                : rest(lanes)
                        .mapToObj(lane -> "(" + source.now() + ")[" + lane + "]")
                        .collect(Collectors.joining(", ", "(vf){", "}"));
    }

    /** The places along the run that fill no vector. */
    private IntStream rest(int lanes) {
        return IntStream.range(run / lanes * lanes, run);
    }

    private void store(CText c, int lanes, Lanes at) {
        String value = value(formula, lanes, at);
        if (at == Lanes.WHOLE) {
            c.line("STOREU(" + result.now() + " + v * VL, " + value + ");");
            return;
        }
        c.line("vf r = " + value + ";");
        IntStream places = at == Lanes.REST ? rest(lanes) : IntStream.of(0);
        places.forEach(lane -> c.line("(" + result.now() + ")[" + lane + "] = r[" + lane % lanes + "];"));
    }
}
