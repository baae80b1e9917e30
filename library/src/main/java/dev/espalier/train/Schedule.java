package dev.espalier.train;

import java.util.Arrays;
import java.util.List;
import java.util.stream.Collectors;

/** How the learning rate changes over a run: a factor on the optimizer's rate. */
public sealed interface Schedule {

    /**
     * The factor for one step.
     *
     * @param step from 0 to steps - 1
     * @param stepsPerEpoch at least 1
     * @param steps of the whole run
     */
    double factor(long step, long stepsPerEpoch, long steps);

    /** The same rate throughout. */
    record Constant() implements Schedule {
        @Override
        public double factor(long step, long stepsPerEpoch, long steps) {
            return 1;
        }

        @Override
        public String toString() {
            return "constant";
        }
    }

    /**
     * Multiplied by a factor every so many epochs.
     *
     * @param epochs at least 1
     * @param factor in (0, 1]
     */
    record StepDecay(int epochs, double factor) implements Schedule {
        public StepDecay {
            if (epochs < 1) {
                throw new IllegalArgumentException("a step schedule every " + epochs + " epochs; at least 1");
            }
            if (!(factor > 0 && factor <= 1)) {
                throw new IllegalArgumentException("a step schedule with factor " + factor + "; must be in (0, 1]");
            }
        }

        @Override
        public double factor(long step, long stepsPerEpoch, long steps) {
            return Math.pow(factor, (double) (step / stepsPerEpoch / epochs));
        }

        @Override
        public String toString() {
            return "step:" + epochs + ":" + factor;
        }
    }

    /**
     * Multiplied by a factor at some epochs.
     *
     * @param epochs that are done then, ascending, at least one
     * @param factor in (0, 1]
     */
    record Milestones(List<Integer> epochs, double factor) implements Schedule {
        public Milestones {
            epochs = List.copyOf(epochs);
            if (epochs.isEmpty()
                    || epochs.get(0) < 1
                    || !epochs.equals(epochs.stream().distinct().sorted().toList())) {
                throw new IllegalArgumentException("a schedule with milestones at epochs " + epochs
                        + "; name at least one, from 1 on and ascending");
            }
            if (!(factor > 0 && factor <= 1)) {
                throw new IllegalArgumentException("milestones with factor " + factor + "; must be in (0, 1]");
            }
        }

        @Override
        public double factor(long step, long stepsPerEpoch, long steps) {
            long epoch = step / stepsPerEpoch;
            return Math.pow(
                    factor,
                    epochs.stream().filter(milestone -> milestone <= epoch).count());
        }

        @Override
        public String toString() {
            return "milestones:" + epochs.stream().map(String::valueOf).collect(Collectors.joining("-")) + ":" + factor;
        }
    }

    /**
     * Half a cosine from 1 down to a floor (Loshchilov and Hutter 2017, equation 5, without restarts).
     *
     * @param floor in [0, 1]
     */
    record Cosine(double floor) implements Schedule {
        public Cosine {
            checkFloor(floor);
        }

        @Override
        public double factor(long step, long stepsPerEpoch, long steps) {
            return floor + (1 - floor) * 0.5 * (1 + Math.cos(Math.PI * step / steps));
        }

        @Override
        public String toString() {
            return floor == 0 ? "cosine" : "cosine:" + floor;
        }
    }

    /**
     * A straight line from 1 down to a floor.
     *
     * @param floor in [0, 1]
     */
    record Linear(double floor) implements Schedule {
        public Linear {
            checkFloor(floor);
        }

        @Override
        public double factor(long step, long stepsPerEpoch, long steps) {
            return 1 - (1 - floor) * step / steps;
        }

        @Override
        public String toString() {
            return floor == 0 ? "linear" : "linear:" + floor;
        }
    }

    /**
     * The same rate for some epochs, then a straight line down to 0 at the end of the run, as pix2pix and CycleGAN are
     * trained (Isola et al. 2017; Zhu et al. 2017, section 4).
     *
     * @param constant epochs at the full rate, at least 0; a run that is no longer never decays
     */
    record LinearDecay(int constant) implements Schedule {
        public LinearDecay {
            if (constant < 0) {
                throw new IllegalArgumentException(
                        "a schedule that keeps its rate for " + constant + " epochs; at least 0");
            }
        }

        @Override
        public double factor(long step, long stepsPerEpoch, long steps) {
            long begin = constant * stepsPerEpoch;
            return step <= begin ? 1 : (double) (steps - step) / (steps - begin);
        }

        @Override
        public String toString() {
            return "linear-decay:" + constant;
        }
    }

    private static void checkFloor(double floor) {
        if (!(floor >= 0 && floor <= 1)) {
            throw new IllegalArgumentException("a schedule that ends at " + floor + " of the rate; must be in [0, 1]");
        }
    }

    /**
     * Reads {@code constant}, {@code step:EPOCHS:FACTOR}, {@code milestones:EPOCH-EPOCH:FACTOR}, {@code cosine},
     * {@code cosine:FLOOR}, {@code linear}, {@code linear:FLOOR} or {@code linear-decay:EPOCHS}; what {@code toString}
     * writes.
     */
    static Schedule parse(String text) {
        String[] parts = text.split(":");
        try {
            return switch (parts[0] + "/" + (parts.length - 1)) {
                case "constant/0" -> new Constant();
                case "step/2" -> new StepDecay(Integer.parseInt(parts[1]), Double.parseDouble(parts[2]));
                case "milestones/2" ->
                    new Milestones(
                            Arrays.stream(parts[1].split("-"))
                                    .map(Integer::valueOf)
                                    .toList(),
                            Double.parseDouble(parts[2]));
                case "cosine/0" -> new Cosine(0);
                case "cosine/1" -> new Cosine(Double.parseDouble(parts[1]));
                case "linear/0" -> new Linear(0);
                case "linear/1" -> new Linear(Double.parseDouble(parts[1]));
                case "linear-decay/1" -> new LinearDecay(Integer.parseInt(parts[1]));
                default -> throw unknown(text);
            };
        } catch (NumberFormatException notANumber) {
            throw unknown(text);
        }
    }

    private static IllegalArgumentException unknown(String text) {
        return new IllegalArgumentException("no schedule '" + text
                + "'; there is constant, step:EPOCHS:FACTOR (such as step:10:0.1), milestones:EPOCH-EPOCH...:FACTOR,"
                + " cosine[:FLOOR], linear[:FLOOR], linear-decay:EPOCHS");
    }
}
