package dev.espalier.quantize;

import dev.espalier.constraint.Member;
import dev.espalier.model.Encoding;
import dev.espalier.model.Granularity;
import dev.espalier.model.LevelSet;
import dev.espalier.model.LevelTable;
import dev.espalier.model.OffHeap;
import dev.espalier.model.WeightGroups;
import dev.espalier.model.op.Shape;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.stream.IntStream;

/** Takes the weights of a tensor to the levels of their groups, many groups at a time. */
final class LevelProjection {

    private static final int WEIGHTS_AT_A_TIME = 1 << 16;

    private final float[] weights;
    private final KeptWeights kept;
    private final WeightGroups groups;
    private final List<LevelSet> sets;
    private final float[] scales;
    private final float[] projected;

    private LevelProjection(float[] weights, KeptWeights kept, WeightGroups groups, List<LevelSet> sets) {
        this.weights = weights;
        this.kept = kept;
        this.groups = groups;
        this.sets = sets;
        this.scales = new float[groups.count()];
        this.projected = new float[weights.length];
    }

    /** With the scales that are found. */
    static Member fitted(
            float[] weights,
            Shape shape,
            Granularity granularity,
            List<LevelSet> sets,
            ScaleChoice choice,
            Optional<Encoding.Masked> mask) {
        var groups = WeightGroups.of(granularity, shape);
        var projection = new LevelProjection(weights, KeptWeights.of(mask), groups, sets);
        projection.inParallel((first, end) -> projection.fit(first, end, new ScaleSearch(choice)));
        projection.inParallel(projection::project);
        return projection.member(shape, granularity, mask);
    }

    /** With the scales that are given. */
    static Member given(float[] weights, Shape shape, Encoding.Quantized encoding) {
        var groups = WeightGroups.of(encoding.granularity(), shape);
        var projection = new LevelProjection(weights, KeptWeights.of(encoding.mask()), groups, encoding.sets());
        for (int group = 0; group < groups.count(); group++) {
            projection.scales[group] = encoding.scales().get(group);
        }
        projection.inParallel(projection::project);
        return projection.member(shape, encoding.granularity(), encoding.mask());
    }

    @FunctionalInterface
    private interface Work {
        void on(int firstGroup, int endGroup);
    }

    /** Groups know nothing of each other, so the result does not depend on the number of threads. */
    private void inParallel(Work work) {
        int atATime = Math.max(1, WEIGHTS_AT_A_TIME / groups.groupSize());
        IntStream.range(0, (groups.count() + atATime - 1) / atATime)
                .parallel()
                .forEach(part -> work.on(part * atATime, Math.min((part + 1) * atATime, groups.count())));
    }

    private void fit(int firstGroup, int endGroup, ScaleSearch search) {
        float[] magnitudes = new float[groups.groupSize()];
        for (int group = firstGroup; group < endGroup; group++) {
            int length = 0;
            for (int i = groups.from(group); i < groups.to(group); i++) {
                if (kept.at(i)) {
                    magnitudes[length++] = Math.abs(weights[i]);
                }
            }
            scales[group] = search.scale(magnitudes, length, LevelTable.of(sets.get(group)));
        }
    }

    private void project(int firstGroup, int endGroup) {
        for (int group = firstGroup; group < endGroup; group++) {
            float scale = scales[group];
            if (scale == 0) {
                continue;
            }
            LevelTable levels = LevelTable.of(sets.get(group));
            for (int i = groups.from(group); i < groups.to(group); i++) {
                if (kept.at(i)) {
                    int level = levels.nearest(Math.abs(weights[i]) / (double) scale);
                    float magnitude = (float) (scale * levels.magnitude(level));
                    projected[i] = signed(magnitude, weights[i]);
                }
            }
        }
    }

    /** A magnitude with the sign of a weight; zero has none. Without branches: signs are as good as random. */
    private static float signed(float magnitude, float weight) {
        int bits = Float.floatToRawIntBits(magnitude);
        int sign = Float.floatToRawIntBits(weight) & Integer.MIN_VALUE;
        return Float.intBitsToFloat(bits | sign & -bits);
    }

    private Member member(Shape shape, Granularity granularity, Optional<Encoding.Masked> mask) {
        List<Float> list = new ArrayList<>(scales.length);
        for (float scale : scales) {
            list.add(scale);
        }
        return new Member(
                OffHeap.of(projected, shape.toArray()).array(), new Encoding.Quantized(granularity, sets, list, mask));
    }
}
