package dev.espalier.compile.kernel;

import dev.espalier.compile.kernel.ElementwiseNest.Place;
import dev.espalier.compile.kernel.SmallParts.Part;
import dev.espalier.compile.target.Target;
import java.util.ArrayList;
import java.util.BitSet;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import java.util.stream.IntStream;

/**
 * Formulas over vectors; the end of a run that fills none is padded in registers.
 *
 * <p>Where a part of the formula changes along some of the loops alone, such as a function of one value for each column, there
 * are several legal orders (Niu et al., arXiv 2106.00526 and 2009.06823, section on fused code generation), and the knob
 * {@code small} says which: {@value #AGAIN}, row by row, each tensor read as it lies, with the part computed again in every
 * row; {@value #BUFFER}, the part computed once before, into a buffer; {@value #TURNED}, loops turned so that the part's own
 * are outside and it stays in a register, with the large tensors read in strides. Where no order computes a part twice there is
 * no choice.
 */
final class Elementwises implements Family {

    private static final String NAME = "elementwise";
    private static final String SMALL = "small";
    private static final int AGAIN = 0;
    private static final int BUFFER = 1;
    private static final int TURNED = 2;

    @Override
    public String name() {
        return NAME;
    }

    @Override
    public List<Schedule> schedules(Task task, Target target) {
        if (!(task instanceof Elementwise work)) {
            return List.of();
        }
        List<Part> again = again(work, SmallParts.of(work));
        if (again.isEmpty()) {
            return List.of(new Schedule(NAME, Map.of()));
        }
        boolean straight = straight(work, again.get(0), target.lanes());
        List<Integer> orders = straight ? List.of(TURNED, BUFFER, AGAIN) : List.of(BUFFER, TURNED, AGAIN);
        return orders.stream()
                .map(order -> new Schedule(NAME, Map.of(SMALL, order)))
                .toList();
    }

    /** Parts that are computed more than once if the loops stay as they are. */
    private static List<Part> again(Elementwise work, SmallParts small) {
        return small.parts().stream().filter(part -> !stays(part, work)).toList();
    }

    /** Whether a part stays the same along the run, and changes along all other loops. */
    private static boolean stays(Part part, Elementwise work) {
        return part.loops().nextClearBit(0) == work.extents().size();
    }

    /** Whether turning the loops for a part leaves large tensors in their order: within vectors if not as a whole. */
    private static boolean straight(Elementwise work, Part part, int lanes) {
        BitSet outer = (BitSet) part.loops().clone();
        outer.clear(work.extents().size());
        boolean first = outer.nextClearBit(0) == outer.length();
        return first && (work.run() <= lanes || outer.equals(part.loops()));
    }

    @Override
    public Code emit(Task task, Schedule schedule, Target target) {
        Elementwise work = (Elementwise) task;
        SmallParts small = SmallParts.of(work);
        int order = again(work, small).isEmpty() ? AGAIN : schedule.knob(SMALL);
        CText c = CText.function();
        Map<Integer, Place> sources = new TreeMap<>();
        for (int i = 0; i < work.reads().size(); i++) {
            c.line("const float *x" + i + " = in[" + i + "];");
            sources.put(i, Place.of("x" + i, work.reads().get(i)));
        }
        Emission emission = new Emission(work, small, sources, target.lanes());
        long scratch = 0;
        if (order == BUFFER) {
            scratch = emission.buffers(c);
        }
        if (order == TURNED) {
            emission.turned(c);
        } else {
            emission.straight(c);
        }
        return new Code(c.end(), new Data(), scratch);
    }

    /** The writing of one function. */
    private record Emission(Elementwise work, SmallParts small, Map<Integer, Place> sources, int lanes) {

        private int loops() {
            return work.extents().size();
        }

        private int input(int part) {
            return work.reads().size() + part;
        }

        /** All loops in their order; what stays along the run is computed before it, and all else where it is used. */
        void straight(CText c) {
            BitSet outer = new BitSet();
            outer.set(0, loops());
            nest(c, IntStream.rangeClosed(0, loops()).boxed().toList(), loops(), outer);
        }

        /** The loops of the first part that would be computed again outside, and the others inside. */
        void turned(CText c) {
            BitSet outside = again(work, small).get(0).loops();
            List<Integer> order = new ArrayList<>(outside.stream().boxed().toList());
            IntStream.rangeClosed(0, loops()).filter(i -> !outside.get(i)).forEach(order::add);
            nest(c, order, outside.cardinality(), outside);
        }

        private void nest(CText c, List<Integer> order, int depth, BitSet outside) {
            Map<Integer, Expr> ready = new TreeMap<>();
            Expr formula = small.formula();
            for (int i = 0; i < small.parts().size(); i++) {
                Part part = small.parts().get(i);
                BitSet inside = (BitSet) part.loops().clone();
                inside.andNot(outside);
                if (sources.containsKey(input(i))) {
                    continue;
                }
                if (inside.isEmpty()) {
                    ready.put(input(i), part.formula());
                } else {
                    formula = formula.with(input(i), part.formula());
                }
            }
            new ElementwiseNest(
                            work.extents(),
                            work.run(),
                            order,
                            sources,
                            ready,
                            depth,
                            formula,
                            Place.of("out", work.write()))
                    .write(c, lanes, true);
        }

        /** Computes parts that would be computed again into buffers, which are further sources from now on. */
        long buffers(CText c) {
            long size = 0;
            for (int i = 0; i < small.parts().size(); i++) {
                Part part = small.parts().get(i);
                if (stays(part, work)) {
                    continue;
                }
                boolean along = part.loops().get(loops());
                int[] strides = new int[loops()];
                int floats = along ? (work.run() + lanes - 1) / lanes * lanes : 1;
                for (int loop = loops() - 1; loop >= 0; loop--) {
                    if (part.loops().get(loop)) {
                        strides[loop] = floats;
                        floats = Math.multiplyExact(floats, work.extents().get(loop));
                    }
                }
                c.line("float *t" + i + " = scratch + " + size + ";");
                Place place =
                        new Place("t" + i, 0, IntStream.of(strides).boxed().toList(), along ? 1 : 0);
                List<Integer> order = part.loops().stream().boxed().toList();
                new ElementwiseNest(work.extents(), work.run(), order, sources, Map.of(), 0, part.formula(), place)
                        .write(c, lanes, false);
                sources.put(input(i), place);
                size += (floats + lanes - 1) / lanes * lanes;
            }
            return size;
        }
    }
}
