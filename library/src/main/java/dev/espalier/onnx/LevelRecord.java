package dev.espalier.onnx;

import dev.espalier.model.Granularity;
import dev.espalier.model.LevelSet;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;

/**
 * What integers with scales leave unsaid about a quantized parameter: which level sets they are of, and the last bits of
 * scales. A file keeps it among its metadata as {@code row;fixed4*12,sp2-4*4;3:1,7:-1}: what shares a scale, sets with the
 * number of groups in turn, then for some groups by how many steps of single precision the scale differs from what the
 * file's scale gives.
 *
 * @param granularity which weights share a scale
 * @param sets one for each group
 * @param nudges steps by group
 */
record LevelRecord(Granularity granularity, List<LevelSet> sets, Map<Integer, Integer> nudges) {

    /** Where in the metadata it is, before the name of the tensor of integers. */
    static final String KEY = "espalier.levels.";

    LevelRecord {
        sets = List.copyOf(sets);
        nudges = new LinkedHashMap<>(nudges);
    }

    /** The scale that goes with integers: theirs is that of the levels, shortened by the unit. */
    static float stored(float scale, LevelSet set, boolean isZero) {
        return isZero ? 1 : (float) (scale / (double) set.unit());
    }

    /** The scale of the levels, as near as the stored one says. */
    static float restored(float stored, LevelSet set, boolean isZero) {
        return isZero && stored == 1 ? 0 : (float) (stored * (double) set.unit());
    }

    /** A scale so many steps of single precision higher. */
    float nudged(int group, float scale) {
        return Float.intBitsToFloat(Float.floatToIntBits(scale) + nudges.getOrDefault(group, 0));
    }

    /** Reads what {@link #toString} writes; empty if it is something else. */
    static Optional<LevelRecord> parse(String text) {
        try {
            String[] parts = text.split(";", -1);
            List<LevelSet> sets = new ArrayList<>();
            for (String run : parts[1].split(",")) {
                String[] counted = run.split("\\*");
                LevelSet set = LevelSet.parse(counted[0]);
                int count = Integer.parseInt(counted[1]);
                if (count < 1 || count > (1 << 24) - sets.size()) {
                    return Optional.empty();
                }
                for (int i = 0; i < count; i++) {
                    sets.add(set);
                }
            }
            Map<Integer, Integer> nudges = new LinkedHashMap<>();
            for (String nudge : parts[2].isEmpty() ? new String[0] : parts[2].split(",")) {
                String[] pair = nudge.split(":");
                nudges.put(Integer.parseInt(pair[0]), Integer.parseInt(pair[1]));
            }
            return Optional.of(new LevelRecord(Granularity.parse(parts[0]), sets, nudges));
        } catch (IllegalArgumentException | IndexOutOfBoundsException other) {
            return Optional.empty();
        }
    }

    @Override
    public String toString() {
        StringBuilder text = new StringBuilder(granularity.toString());
        for (int from = 0, to; from < sets.size(); from = to) {
            to = from + 1;
            while (to < sets.size() && sets.get(to).equals(sets.get(from))) {
                to++;
            }
            text.append(from == 0 ? ";" : ",")
                    .append(sets.get(from))
                    .append('*')
                    .append(to - from);
        }
        String separator = ";";
        for (Map.Entry<Integer, Integer> nudge : nudges.entrySet()) {
            text.append(separator).append(nudge.getKey()).append(':').append(nudge.getValue());
            separator = ",";
        }
        return nudges.isEmpty() ? text.append(';').toString() : text.toString();
    }
}
