package dev.espalier.solve;

import dev.espalier.constraint.Member;
import dev.espalier.model.Encoding;
import dev.espalier.model.Model;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;

/**
 * The goals of the rounds of {@link IterativeMagnitude}: each keeps the same part of what the one before has left.
 *
 * @param goal that of the last round
 * @param rounds how many there are
 */
record RoundGoals(Goal goal, int rounds) {

    RoundGoals {
        for (Part part : goal.parts()) {
            if (part.tightening().isEmpty()) {
                throw new IllegalArgumentException("iterative pruning cannot approach '" + part.name()
                        + "' in rounds: its constraint has no sparsity to raise; use admm or straight-through");
            }
        }
    }

    /** The goal of a round. */
    record Round(Goal goal) {

        /** The masks of trained weights. What was masked before is zero, and so stays masked. */
        Map<String, Encoding> mask(Model trained) {
            Map<String, Encoding> masks = new LinkedHashMap<>();
            for (Map.Entry<String, Member> member :
                    goal.project(trained.parameters(), trained.encodings()).entrySet()) {
                masks.put(member.getKey(), member.getValue().encoding());
            }
            return masks;
        }
    }

    /** The round of this number, counted from 1. */
    Round at(int round) {
        if (round == rounds) {
            return new Round(goal);
        }
        List<Part> parts = new ArrayList<>();
        for (Part part : goal.parts()) {
            Tightening way = part.tightening().orElseThrow();
            double ratio = (1 - way.to()) / (1 - way.from());
            double kept = (1 - way.from()) * Math.pow(ratio, (double) round / rounds);
            parts.add(way.at().apply(Math.min(way.to(), Math.max(way.from(), 1 - kept))));
        }
        return new Round(new Goal(parts));
    }
}
