package dev.espalier.solve;

import dev.espalier.constraint.Member;
import dev.espalier.model.Encoding;
import dev.espalier.model.Parameters;
import dev.espalier.train.Hold;
import dev.espalier.train.Policy;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;

/**
 * The sets of a goal while they tighten. Weights that are masked are zero, so the magnitudes themselves carry the masks
 * from one round to the next.
 *
 * @param given how the model was constrained before
 */
record GradualPolicy(Gradual gradual, Goal goal, Map<String, Encoding> given) implements Policy {

    @Override
    public Hold at(Moment moment) {
        if (!gradual.isRound(moment.step(), moment.steps())) {
            return Policy.KEEP.at(moment);
        }
        Map<String, Encoding> tightened = new LinkedHashMap<>(moment.hold().encodings());
        List<Part> loosened = parts(moment.step(), moment.steps());
        if (!loosened.isEmpty()) {
            Parameters now = moment.weights().get();
            new Goal(loosened).project(now, given).forEach((parameter, member) -> {
                if (constrains(member)) {
                    tightened.put(parameter, member.encoding());
                }
            });
        }
        Hold held = moment.hold().withEncodings(tightened);
        return Policy.KEEP.at(
                new Moment(moment.step(), moment.steps(), moment.stepsPerEpoch(), held, moment.weights()));
    }

    private List<Part> parts(long step, long steps) {
        boolean last = step >= gradual.lastStep(steps);
        List<Part> parts = new ArrayList<>();
        for (Part part : goal.parts()) {
            if (last) {
                parts.add(part);
            } else {
                part.tightening()
                        .ifPresent(
                                way -> parts.add(way.at().apply(gradual.sparsity(way.from(), way.to(), step, steps))));
            }
        }
        return parts;
    }

    private static boolean constrains(Member member) {
        return !(member.encoding() instanceof Encoding.Masked masked)
                || masked.kept() < masked.mask().length();
    }

    @Override
    public String description() {
        return gradual.text();
    }
}
