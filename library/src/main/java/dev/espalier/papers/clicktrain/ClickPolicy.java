package dev.espalier.papers.clicktrain;

import dev.espalier.data.Split;
import dev.espalier.model.Encoding;
import dev.espalier.model.KernelPattern;
import dev.espalier.model.Model;
import dev.espalier.model.Numbers;
import dev.espalier.model.Parameters;
import dev.espalier.model.Structure;
import dev.espalier.prune.Scores;
import dev.espalier.solve.Snapshot;
import dev.espalier.train.Hold;
import dev.espalier.train.Policy;
import dev.espalier.train.Pull;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import org.nd4j.linalg.api.ndarray.INDArray;
import org.nd4j.linalg.factory.Nd4j;

/**
 * The stages of {@link ClickTrain} as a policy. The masks P and K, the library, what lies outside of the masks after each
 * epoch, and all weights as they are before they are cut are its memory.
 *
 * @param weights that are pruned, by layer
 */
record ClickPolicy(ClickTrain method, Model given, Split data, Map<String, String> weights) implements Policy {

    /** Of all kernels that have patterns. */
    private static final int SIDE = 3;

    private static final String PATTERN = "pattern/";
    private static final String CONNECTED = "connected/";
    private static final String LIBRARY = "library";
    private static final String OUTSIDE = "outside";

    @Override
    public Hold at(Moment moment) {
        Stages stages = method.stages();
        long epoch = moment.step() / moment.stepsPerEpoch();
        boolean epochEnds = moment.step() % moment.stepsPerEpoch() == 0;
        Hold hold = new Snapshot(stages.hard()).at(moment);
        if (epoch < stages.choose() || epoch > stages.hard() || epoch == stages.hard() && !epochEnds) {
            return hold;
        }
        Parameters now = moment.weights().get();
        boolean chooses = epoch == stages.choose() && epochEnds;
        if (chooses) {
            hold = hold.withMemory(choose(hold, now));
        }
        if (epochEnds) {
            hold = hold.withMemory(noted(hold, now));
        }
        if (epoch == stages.hard()) {
            return hold.withPulls(Map.of()).withEncodings(hardened(hold));
        }
        // Renewed after every step, so that it is the gradient of the penalty itself. The step of S1 is still a plain
        // one.
        double lambda = method.lambda().of(method.plan(), stages, moment.stepsPerEpoch());
        return chooses || lambda == 0 ? hold : hold.withPulls(pulls(hold, now, lambda));
    }

    /** S1. */
    private Map<String, INDArray> choose(Hold hold, Parameters now) {
        Model model = new Model(given.name(), given.graph(), now, hold.encodings(), given.history());
        Structure.PatternConnectivity structure =
                (Structure.PatternConnectivity) method.patterns().settle(model);
        Scores scores = method.importance().settle(model, Optional.of(data));
        Map<String, INDArray> memory = new LinkedHashMap<>(hold.memory());
        memory.put(
                LIBRARY,
                numbers(structure.patterns().stream()
                        .map(pattern -> (double) pattern.bits())
                        .toList()));
        int number = 0;
        for (String weight : weights.values()) {
            KernelChoice choice = KernelChoice.of(
                    weight,
                    now.get(weight),
                    scores.of(weight, now.arrays()),
                    structure,
                    method.ratios().percentOf(number++));
            memory.put(PATTERN + weight, choice.pattern());
            memory.put(CONNECTED + weight, choice.connected());
        }
        return memory;
    }

    /** The gradient of lambda (R_p + R_k) as pulls. */
    private Map<String, Pull> pulls(Hold hold, Parameters now, double lambda) {
        Map<String, Pull> pulls = new LinkedHashMap<>();
        for (KernelChoice choice : choices(hold)) {
            INDArray weight = now.get(choice.parameter());
            float[] numbers = Numbers.of(weight);
            float[] strengths = new float[numbers.length];
            int area = (int) (weight.size(2) * weight.size(3));
            for (INDArray mask : List.of(choice.pattern(), choice.connected())) {
                GroupPenalty.addStrengths(numbers, Numbers.of(mask), area, lambda, strengths);
            }
            INDArray strength = Nd4j.createFromArray(strengths).reshape('c', weight.shape());
            pulls.put(choice.parameter(), Pull.towardsZero(strength));
        }
        return pulls;
    }

    private Map<String, Encoding> hardened(Hold hold) {
        Structure structure = structure(hold);
        Map<String, Encoding> encodings = new LinkedHashMap<>(hold.encodings());
        choices(hold)
                .forEach(choice -> encodings.put(choice.parameter(), new Encoding.Masked(choice.mask(), structure)));
        return encodings;
    }

    /** Adds ||W (.) (1 - P (.) K)|| over all pruned layers to those of the epochs before. */
    private Map<String, INDArray> noted(Hold hold, Parameters now) {
        double squares = 0;
        for (KernelChoice choice : choices(hold)) {
            INDArray weight = now.get(choice.parameter());
            double norm = weight.sub(weight.mul(choice.mask())).norm2Number().doubleValue();
            squares += norm * norm;
        }
        List<Double> norms = new ArrayList<>(outside(hold));
        norms.add(Math.sqrt(squares));
        Map<String, INDArray> memory = new LinkedHashMap<>(hold.memory());
        memory.put(OUTSIDE, numbers(norms));
        return memory;
    }

    /** Checkpoints keep float32 arrays. */
    private static INDArray numbers(List<Double> values) {
        float[] numbers = new float[values.size()];
        for (int i = 0; i < numbers.length; i++) {
            numbers[i] = values.get(i).floatValue();
        }
        return Nd4j.createFromArray(numbers);
    }

    /** The norms of what lies outside of the masks, from E_c to E_h. */
    static List<Double> outside(Hold hold) {
        INDArray known = hold.memory().get(OUTSIDE);
        List<Double> norms = new ArrayList<>();
        if (known != null) {
            for (float norm : Numbers.of(known)) {
                norms.add((double) norm);
            }
        }
        return norms;
    }

    /** What was chosen, layer by layer. */
    List<KernelChoice> choices(Hold hold) {
        return weights.values().stream()
                .map(weight -> new KernelChoice(
                        weight,
                        hold.memory().get(PATTERN + weight),
                        hold.memory().get(CONNECTED + weight)))
                .toList();
    }

    /** The structure with the patterns that were chosen from. */
    Structure.PatternConnectivity structure(Hold hold) {
        List<KernelPattern> library = new ArrayList<>();
        for (float bits : Numbers.of(hold.memory().get(LIBRARY))) {
            library.add(new KernelPattern(SIDE, SIDE, (int) bits));
        }
        return new Structure.PatternConnectivity(library, method.sharing());
    }

    @Override
    public String description() {
        return method.step().toString();
    }
}
