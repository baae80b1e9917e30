package dev.espalier.compile.lower;

import dev.espalier.model.op.Shape;
import java.util.ArrayList;
import java.util.List;

/**
 * The fewest loops that walk through a tensor in row order and through others that are repeated along some of its axes.
 *
 * @param extents of the outer loops
 * @param run of the innermost
 * @param all strides of each tensor along all loops, the innermost last
 * @param written strides of the result along the outer loops
 */
record RowLoops(List<Integer> extents, int run, List<List<Integer>> all, List<Integer> written) {

    static RowLoops of(Shape shape, List<Shape> others) {
        int rank = shape.rank();
        List<int[]> strides = new ArrayList<>();
        strides.add(strides(shape, rank));
        others.forEach(other -> strides.add(strides(other, rank)));
        List<int[]> loops = new ArrayList<>();
        for (int axis = 0; axis < rank; axis++) {
            if (shape.dim(axis) == 1) {
                continue;
            }
            int[] loop = new int[strides.size() + 1];
            loop[0] = shape.dim(axis);
            for (int i = 0; i < strides.size(); i++) {
                loop[i + 1] = strides.get(i)[axis];
            }
            int[] outer = loops.isEmpty() ? null : loops.get(loops.size() - 1);
            if (outer != null && joins(outer, loop)) {
                loop[0] *= outer[0];
                loops.set(loops.size() - 1, loop);
            } else {
                loops.add(loop);
            }
        }
        if (loops.isEmpty()) {
            int[] single = new int[strides.size() + 1];
            single[0] = 1;
            loops.add(single);
        }
        int inner = loops.size() - 1;
        List<List<Integer>> all = new ArrayList<>();
        for (int i = 1; i < strides.size(); i++) {
            int tensor = i + 1;
            all.add(loops.stream().map(loop -> loop[tensor]).toList());
        }
        List<Integer> extents =
                loops.subList(0, inner).stream().map(loop -> loop[0]).toList();
        List<Integer> written =
                loops.subList(0, inner).stream().map(loop -> loop[1]).toList();
        return new RowLoops(extents, loops.get(inner)[0], all, written);
    }

    private static boolean joins(int[] outer, int[] loop) {
        for (int i = 1; i < loop.length; i++) {
            if (outer[i] != loop[0] * loop[i]) {
                return false;
            }
        }
        return true;
    }

    /** Distances along all axes of the result, 0 where the tensor is repeated. */
    private static int[] strides(Shape shape, int rank) {
        int[] strides = new int[rank];
        int stride = 1;
        for (int i = shape.rank() - 1; i >= 0; i--) {
            strides[rank - shape.rank() + i] = shape.dim(i) == 1 ? 0 : stride;
            stride *= shape.dim(i);
        }
        return strides;
    }

    /** Strides of a tensor along the outer loops. */
    List<Integer> strides(int tensor) {
        List<Integer> loops = all.get(tensor);
        return loops.subList(0, loops.size() - 1);
    }

    /** The step of a tensor along the innermost loop. */
    int step(int tensor) {
        List<Integer> loops = all.get(tensor);
        return loops.get(loops.size() - 1);
    }
}
