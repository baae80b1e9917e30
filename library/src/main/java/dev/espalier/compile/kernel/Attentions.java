package dev.espalier.compile.kernel;

import dev.espalier.compile.target.Target;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.List;
import java.util.Map;
import java.util.stream.Stream;

/**
 * Attention with a query in each lane. For one head and a few vectors of queries the scores of all keys are computed and put
 * away, made to weights, and used; nothing crosses lanes, and nothing larger than that is ever stored.
 *
 * <p>Knobs: {@code vectors} of queries, {@code keys} and {@code features} that are computed at a time.
 */
final class Attentions implements Family {

    private static final String NAME = "attention";

    @Override
    public String name() {
        return NAME;
    }

    @Override
    public List<Schedule> schedules(Task task, Target target) {
        if (!(task instanceof Attention work)
                || Stream.of(work.query(), work.key(), work.value())
                        .anyMatch(part -> part.layout().lanes() != target.lanes())
                || work.output().lanes() != target.lanes()) {
            return List.of();
        }
        int vectors = work.output().vectors();
        List<Schedule> all = new ArrayList<>();
        for (int wide = 1; wide <= Math.min(4, vectors); wide++) {
            if (vectors % wide > 0 && wide > 2) {
                continue;
            }
            for (PositionTile scores : best(target, work.keys(), wide)) {
                for (PositionTile mixed : best(target, work.width(), wide)) {
                    all.add(new Schedule(
                            NAME, Map.of("vectors", wide, "keys", scores.rows(), "features", mixed.rows())));
                }
            }
        }
        all.sort(Comparator.comparingDouble(schedule -> cycles(work, schedule, vectors)));
        return List.copyOf(all.subList(0, Math.min(all.size(), 24)));
    }

    /** The three tiles that go through so many rows in least time. */
    private static List<PositionTile> best(Target target, int rows, int vectors) {
        return PositionTile.all(target, rows, vectors).stream()
                .filter(tile -> tile.vectors() == vectors)
                .sorted(Comparator.comparingDouble(tile -> cycles(tile.rows(), tile.vectors(), rows)))
                .limit(3)
                .toList();
    }

    private static double cycles(int height, int vectors, int rows) {
        double rest = rows % height == 0 ? 0 : new PositionTile(rows % height, vectors).cycles(false) + 1;
        return (rows / height) * (new PositionTile(height, vectors).cycles(false) + 1) + rest;
    }

    private static double cycles(Attention work, Schedule schedule, int vectors) {
        int wide = schedule.knob("vectors");
        int panels = (vectors + wide - 1) / wide;
        return panels
                * (cycles(schedule.knob("keys"), wide, work.keys()) * work.width()
                        + cycles(schedule.knob("features"), wide, work.width()) * work.keys()
                        + 30.0 * work.keys() * wide);
    }

    @Override
    public Code emit(Task task, Schedule schedule, Target target) {
        Attention work = (Attention) task;
        int wide = schedule.knob("vectors");
        return new AttentionEmission(work, wide, schedule.knob("keys"), schedule.knob("features"), target.lanes())
                .code();
    }
}
