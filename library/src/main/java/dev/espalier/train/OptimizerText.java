package dev.espalier.train;

import dev.espalier.model.Nearest;
import java.util.Arrays;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;

/** Optimizers as text: a name, a learning rate, and constants by name, with colons between them. */
record OptimizerText(String text, Map<String, String> constants) {

    private static final List<String> NAMES = List.of("sgd", "adam", "adamw");
    private static final String MOMENTUM = "momentum";
    private static final String DECAY = "decay";
    private static final String NESTEROV = "nesterov";
    private static final String BETA1 = "beta1";
    private static final String BETA2 = "beta2";
    private static final String EPSILON = "epsilon";

    static Optimizer parse(String text) {
        String[] parts = text.strip().split(":");
        if (!NAMES.contains(parts[0])) {
            throw new IllegalArgumentException("no optimizer '" + parts[0] + "'" + Nearest.hint(parts[0], NAMES));
        }
        if (parts.length < 2) {
            throw new IllegalArgumentException(
                    "optimizer '" + text + "' has no learning rate; write " + parts[0] + ":RATE");
        }
        OptimizerText read = new OptimizerText(text, new LinkedHashMap<>());
        double rate = read.number(parts[1]);
        for (String part : Arrays.copyOfRange(parts, 2, parts.length)) {
            String[] pair = part.split("=", 2);
            read.constants.put(pair[0], pair.length == 2 ? pair[1] : "true");
        }
        Optimizer optimizer =
                switch (parts[0]) {
                    case "sgd" -> read.sgd(new Optimizer.Sgd(rate));
                    case "adam" -> read.adam(new Optimizer.Adam(rate));
                    default -> read.adam(new Optimizer.AdamW(rate));
                };
        read.expectNothingLeft(parts[0]);
        return optimizer;
    }

    static String adam(String name, double rate, double beta1, double beta2, double epsilon, double decay) {
        return name + ":" + rate + ":" + BETA1 + "=" + beta1 + ":" + BETA2 + "=" + beta2 + ":" + EPSILON + "=" + epsilon
                + ":" + DECAY + "=" + decay;
    }

    private Optimizer sgd(Optimizer.Sgd usual) {
        return new Optimizer.Sgd(
                usual.rate(),
                take(MOMENTUM, usual.momentum()),
                take(DECAY, usual.weightDecay()),
                "true".equals(constants.remove(NESTEROV)));
    }

    private Optimizer adam(Optimizer.Adam usual) {
        return new Optimizer.Adam(
                usual.rate(),
                take(BETA1, usual.beta1()),
                take(BETA2, usual.beta2()),
                take(EPSILON, usual.epsilon()),
                take(DECAY, usual.weightDecay()));
    }

    private Optimizer adam(Optimizer.AdamW usual) {
        return new Optimizer.AdamW(
                usual.rate(),
                take(BETA1, usual.beta1()),
                take(BETA2, usual.beta2()),
                take(EPSILON, usual.epsilon()),
                take(DECAY, usual.weightDecay()));
    }

    private double take(String name, double usual) {
        String word = constants.remove(name);
        return word == null ? usual : number(word);
    }

    private double number(String word) {
        try {
            return Double.parseDouble(word);
        } catch (NumberFormatException unreadable) {
            throw new IllegalArgumentException("optimizer '" + text + "': '" + word + "' is no number", unreadable);
        }
    }

    private void expectNothingLeft(String name) {
        if (!constants.isEmpty()) {
            String unknown = constants.keySet().iterator().next();
            List<String> known =
                    name.equals("sgd") ? List.of(MOMENTUM, DECAY, NESTEROV) : List.of(BETA1, BETA2, EPSILON, DECAY);
            throw new IllegalArgumentException(
                    "optimizer '" + text + "': no constant '" + unknown + "'" + Nearest.hint(unknown, known));
        }
    }
}
