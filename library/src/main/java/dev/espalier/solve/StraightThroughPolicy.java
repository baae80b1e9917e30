package dev.espalier.solve;

import dev.espalier.model.Encoding;
import dev.espalier.train.Hold;
import dev.espalier.train.Policy;
import dev.espalier.train.Substitute;
import java.util.LinkedHashMap;
import java.util.Map;

/**
 * The projection of the weights as what the forward pass uses. After the last decision masks hold the weights themselves.
 *
 * @param given how the model was constrained before
 */
record StraightThroughPolicy(StraightThrough solver, Goal goal, Map<String, Encoding> given) implements Policy {

    @Override
    public Hold at(Moment moment) {
        long last = solver.lastStep(moment.steps());
        boolean decides = moment.step() == last || moment.step() < last && moment.step() % solver.every() == 0;
        if (!decides) {
            return Policy.KEEP.at(moment);
        }
        Map<String, Encoding> encodings = new LinkedHashMap<>(moment.hold().encodings());
        Map<String, Substitute> substitutes = new LinkedHashMap<>(moment.hold().substitutes());
        goal.project(moment.weights().get(), given).forEach((name, member) -> {
            substitutes.put(name, new Substitute(member.weights(), member.encoding()));
            if (moment.step() == last) {
                member.encoding().masked().ifPresent(mask -> encodings.put(name, mask));
                if (member.encoding() instanceof Encoding.Masked) {
                    substitutes.remove(name);
                }
            }
        });
        return moment.hold().withEncodings(encodings).withSubstitutes(substitutes);
    }

    @Override
    public String description() {
        return solver.text();
    }
}
