package dev.espalier.solve;

import dev.espalier.constraint.Member;
import dev.espalier.model.Parameters;
import dev.espalier.train.Hold;
import dev.espalier.train.Policy;
import dev.espalier.train.Pull;
import java.util.HashMap;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import org.nd4j.linalg.api.ndarray.INDArray;

/**
 * Copies and duals of {@link Admm} as a policy. They are its memory, {@code copy/PART/NAME} and {@code dual/PART/NAME}
 * with the number of the part, beside the residuals.
 */
record AdmmPolicy(Admm admm, Goal goal) implements Policy {

    private static final String COPY = "copy";
    private static final String DUAL = "dual";

    @Override
    public Hold at(Moment moment) {
        Hold hold = Policy.KEEP.at(moment);
        long rounds = (long) admm.stages() * admm.rounds();
        if (moment.step() == 0) {
            if (rounds > moment.steps()) {
                throw new IllegalArgumentException("ADMM of " + rounds + " rounds in all, but its training has only "
                        + moment.steps() + " steps; fewer rounds or stages, or more epochs");
            }
            return start(hold, moment.weights().get());
        }
        long done = moment.step() * rounds / moment.steps();
        boolean ends = (moment.step() - 1) * rounds / moment.steps() < done;
        return ends ? renew(hold, moment.weights().get(), Math.toIntExact(done)) : hold;
    }

    private Hold start(Hold hold, Parameters weights) {
        Map<String, INDArray> memory = new LinkedHashMap<>();
        for (int part = 0; part < goal.parts().size(); part++) {
            int number = part;
            Map<String, INDArray> own = own(part, weights);
            goal.parts().get(part).project(own).forEach((name, member) -> {
                memory.put(key(COPY, number, name), member.weights().dup('c'));
                memory.put(key(DUAL, number, name), own.get(name).like());
            });
        }
        Residuals.remember(memory, distances(memory, memory, weights));
        return hold.withMemory(memory).withPulls(pulls(memory, admm.rho(0)));
    }

    /** The end of a round: projects W + U and adds to the duals what the projection took away. */
    private Hold renew(Hold hold, Parameters weights, int done) {
        Map<String, INDArray> old = hold.memory();
        Map<String, INDArray> memory = new LinkedHashMap<>(old);
        double before = admm.rho((done - 1) / admm.rounds());
        double after = admm.rho(Math.min(done / admm.rounds(), admm.stages() - 1));
        for (int part = 0; part < goal.parts().size(); part++) {
            int number = part;
            Map<String, INDArray> sums = new HashMap<>();
            own(part, weights).forEach((name, weight) -> sums.put(name, weight.add(old.get(key(DUAL, number, name)))));
            Map<String, Member> members = goal.parts().get(part).project(sums);
            members.forEach((name, member) -> {
                INDArray copy = member.weights().dup('c');
                memory.put(key(COPY, number, name), copy);
                memory.put(key(DUAL, number, name), sums.get(name).sub(copy).muli(before / after));
            });
        }
        Residuals.remember(memory, distances(old, memory, weights));
        return hold.withMemory(memory).withPulls(pulls(memory, after));
    }

    /** The sum of ½ rho (w - (z - u))² over n parts is, up to a constant, ½ n rho (w - a)² with the mean of z - u as a. */
    private Map<String, Pull> pulls(Map<String, INDArray> memory, double rho) {
        Map<String, INDArray> sums = new LinkedHashMap<>();
        Map<String, Integer> counts = new HashMap<>();
        for (int part = 0; part < goal.parts().size(); part++) {
            for (String name : goal.parts().get(part).parameters()) {
                INDArray anchor = memory.get(key(COPY, part, name)).sub(memory.get(key(DUAL, part, name)));
                sums.merge(name, anchor, INDArray::add);
                counts.merge(name, 1, Integer::sum);
            }
        }
        Map<String, Pull> pulls = new LinkedHashMap<>();
        sums.forEach((name, sum) -> {
            int count = counts.get(name);
            pulls.put(name, Pull.towards(count == 1 ? sum : sum.div(count), count * rho));
        });
        return pulls;
    }

    /** For each part ||W - Z|| / ||W|| and ||Z - last Z|| / ||W||. */
    private float[][] distances(Map<String, INDArray> old, Map<String, INDArray> now, Parameters weights) {
        float[][] distances = new float[goal.parts().size()][];
        for (int part = 0; part < distances.length; part++) {
            double size = 0;
            double apart = 0;
            double moved = 0;
            for (Map.Entry<String, INDArray> own : own(part, weights).entrySet()) {
                INDArray copy = now.get(key(COPY, part, own.getKey()));
                size += squares(own.getValue());
                apart += squares(own.getValue().sub(copy));
                moved += squares(copy.sub(old.get(key(COPY, part, own.getKey()))));
            }
            double norm = size == 0 ? 1 : size;
            distances[part] = new float[] {(float) Math.sqrt(apart / norm), (float) Math.sqrt(moved / norm)};
        }
        return distances;
    }

    private static double squares(INDArray array) {
        double norm = array.norm2Number().doubleValue();
        return norm * norm;
    }

    private Map<String, INDArray> own(int part, Parameters weights) {
        Map<String, INDArray> own = new LinkedHashMap<>();
        List<String> names = goal.parts().get(part).parameters();
        names.forEach(name -> own.put(name, weights.get(name)));
        return own;
    }

    private static String key(String kind, int part, String parameter) {
        return kind + "/" + part + "/" + parameter;
    }

    @Override
    public String description() {
        return admm.text();
    }
}
