package dev.espalier.prune;

import dev.espalier.constraint.Weights;
import dev.espalier.data.Split;
import dev.espalier.model.Model;
import dev.espalier.model.Nearest;
import dev.espalier.model.Seed;
import dev.espalier.model.WeightScores;
import dev.espalier.progress.Cancellation;
import dev.espalier.train.Engine;
import dev.espalier.train.Saliency;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.random.RandomGenerator;

/** By what measure weights are kept. Only with {@link L2} is the result the nearest member of the sparsity set. */
public sealed interface Importance {

    /** w². A group's importance is the square of its Euclidean norm. */
    record L2() implements Importance {
        @Override
        public Scores settle(Model model, Optional<Split> data) {
            return Scores.SQUARES;
        }

        @Override
        public String toString() {
            return "l2";
        }
    }

    /** |w|. A group's importance is its sum of magnitudes (Li and others, arXiv 1608.08710). */
    record L1() implements Importance {
        @Override
        public Scores settle(Model model, Optional<Split> data) {
            return (parameter, weights) -> WeightScores.of(Weights.magnitudes(Weights.of(weights.get(parameter))));
        }

        @Override
        public String toString() {
            return "l1";
        }
    }

    /**
     * (w g)², g the gradient of the loss over a batch of training images, as {@link Saliency} measures it before anything
     * is pruned.
     *
     * @param batches of {@value #BATCH} images, whose mean it is; ClickTrain takes 1
     */
    record Gradient(int batches) implements Importance {

        private static final int BATCH = 64;

        public Gradient {
            if (batches < 1) {
                throw new IllegalArgumentException("gradients of " + batches + " batches; at least 1, 10 is usual");
            }
        }

        @Override
        public Scores settle(Model model, Optional<Split> data) {
            Split given = data.orElseThrow(() -> new IllegalArgumentException("importance " + this
                    + " measures gradients on training images, but there are none here; give the data, or choose l2"));
            Seed seed = new Seed(0).split("importance");
            Map<String, double[]> measured = Saliency.of(
                            model, given, batches, BATCH, seed, Engine.DEFAULT, Cancellation.ON_INTERRUPT)
                    .byParameter();
            return (parameter, weights) -> WeightScores.of(measured.getOrDefault(
                    parameter, new double[(int) weights.get(parameter).length()]));
        }

        @Override
        public String toString() {
            return "gradient:" + batches;
        }
    }

    /**
     * The squared scale of the batch normalisation that follows, for filters (network slimming, Liu and others, arXiv
     * 1708.06519).
     */
    record BatchNormScale() implements Importance {
        @Override
        public Scores settle(Model model, Optional<Split> data) {
            return new FilterScores(model, FilterScores.Measure.BATCH_NORM_SCALE);
        }

        @Override
        public boolean ofFilters() {
            return true;
        }

        @Override
        public String toString() {
            return "bn-scale";
        }
    }

    /**
     * The sum of distances to the layer's other filters: a filter near their geometric median can be replaced by them (He
     * and others, arXiv 1811.00250).
     */
    record GeometricMedian() implements Importance {
        @Override
        public Scores settle(Model model, Optional<Split> data) {
            return new FilterScores(model, FilterScores.Measure.DISTANCE);
        }

        @Override
        public boolean ofFilters() {
            return true;
        }

        @Override
        public String toString() {
            return "geometric-median";
        }
    }

    /**
     * None: what any other must do better than.
     *
     * @param seed of the draw
     */
    record Random(Seed seed) implements Importance {
        @Override
        public Scores settle(Model model, Optional<Split> data) {
            return (parameter, weights) -> {
                RandomGenerator random = seed.split(parameter).generator();
                double[] scores = new double[(int) weights.get(parameter).length()];
                for (int i = 0; i < scores.length; i++) {
                    scores[i] = random.nextDouble();
                }
                return WeightScores.of(scores);
            };
        }

        @Override
        public String toString() {
            return "random:" + seed.value();
        }
    }

    /** All names that {@link #parse} knows. */
    List<String> NAMES = List.of("bn-scale", "geometric-median", "gradient", "l1", "l2", "random");

    /**
     * The scores for a model.
     *
     * @param data whose training part may be looked at; empty if there is none
     * @throws IllegalArgumentException if they cannot be had without data
     */
    Scores settle(Model model, Optional<Split> data);

    /** Whether it tells filters apart and not the weights within them. */
    default boolean ofFilters() {
        return false;
    }

    /**
     * Reads {@code l2}, {@code l1}, {@code bn-scale}, {@code geometric-median}, {@code gradient:10} (batches),
     * {@code random:1} (seed).
     *
     * @throws IllegalArgumentException if it is none of these, with the nearest
     */
    static Importance parse(String text) {
        String[] parts = text.strip().split(":", 2);
        Optional<String> number = parts.length == 2 ? Optional.of(parts[1]) : Optional.empty();
        return switch (parts[0]) {
            case "gradient" -> new Gradient(Math.toIntExact(number(text, number, 10)));
            case "random" -> new Random(new Seed(number(text, number, 0)));
            case "bn-scale" -> alone(text, number, new BatchNormScale());
            case "geometric-median" -> alone(text, number, new GeometricMedian());
            case "l1" -> alone(text, number, new L1());
            case "l2" -> alone(text, number, new L2());
            default ->
                throw new IllegalArgumentException("no importance '" + parts[0] + "'" + Nearest.hint(parts[0], NAMES));
        };
    }

    private static long number(String text, Optional<String> number, long usual) {
        if (number.isPresent() && !number.get().matches("-?[0-9]{1,9}")) {
            throw new IllegalArgumentException("'" + text + "' is no importance; write "
                    + text.substring(0, text.indexOf(':')) + ":" + Math.max(1, usual));
        }
        return number.map(Long::parseLong).orElse(usual);
    }

    private static Importance alone(String text, Optional<String> rest, Importance importance) {
        if (rest.isPresent()) {
            throw new IllegalArgumentException("'" + text + "' is no importance; write " + importance);
        }
        return importance;
    }
}
