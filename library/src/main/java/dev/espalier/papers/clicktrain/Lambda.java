package dev.espalier.papers.clicktrain;

import dev.espalier.train.Optimizer;
import dev.espalier.train.Schedule;
import dev.espalier.train.TrainingPlan;

/** The weight lambda of the penalty. */
public sealed interface Lambda {

    /**
     * A number, as the paper has it. How far it takes weights depends on how long and at what rate they are trained.
     *
     * @param value at least 0
     */
    record Fixed(double value) implements Lambda {
        public Fixed {
            check("lambda", value);
        }

        @Override
        public double of(TrainingPlan plan, Stages stages, long stepsPerEpoch) {
            return value;
        }

        @Override
        public String toString() {
            return Double.toString(value);
        }
    }

    /**
     * The lambda under which S2, with nothing else to move weights, takes this much from the norm of what each pattern drops
     * of a kernel: lambda = reach / (sum over the steps of rate / (1 - momentum)). So a short run presses as far as a long
     * one. The authors' configurations of VGG-11 and ResNet-32 come to 0.9 and 0.7.
     *
     * @param norm above 0
     */
    record Reach(double norm) implements Lambda {
        public Reach {
            check("reach", norm);
        }

        @Override
        public double of(TrainingPlan plan, Stages stages, long stepsPerEpoch) {
            if (!(plan.optimizer() instanceof Optimizer.Sgd sgd)) {
                throw new IllegalArgumentException(
                        "how far a penalty reaches is known of SGD alone, and this is trained by " + plan.optimizer()
                                + "; give lambda as a number, such as 0.001");
            }
            Schedule schedule = stages.schedule();
            double factors = 0;
            for (int epoch = stages.choose(); epoch < stages.hard(); epoch++) {
                factors += schedule.factor(epoch * stepsPerEpoch, stepsPerEpoch, stages.epochs() * stepsPerEpoch);
            }
            return norm * (1 - sgd.momentum()) / (factors * stepsPerEpoch * sgd.rate());
        }

        @Override
        public String toString() {
            return REACH + norm;
        }
    }

    /** What a reach is written with. */
    String REACH = "reach:";

    /** As far as the authors' penalties reach. */
    Lambda USUAL = new Reach(1);

    /** No penalty. */
    Lambda NONE = new Fixed(0);

    /**
     * The number for a run.
     *
     * @param plan that it is trained by
     * @throws IllegalArgumentException if it depends on an optimizer of which nothing is known
     */
    double of(TrainingPlan plan, Stages stages, long stepsPerEpoch);

    /**
     * Reads {@code 3.5e-4} or {@code reach:1}; what {@code toString} writes.
     *
     * @throws IllegalArgumentException if it is written otherwise, or below 0
     */
    static Lambda parse(String text) {
        String stripped = text.strip();
        boolean reach = stripped.startsWith(REACH);
        double number;
        try {
            number = Double.parseDouble(reach ? stripped.substring(REACH.length()) : stripped);
        } catch (NumberFormatException noNumber) {
            throw new IllegalArgumentException(
                    "'" + text + "' is no lambda; write a number such as 3.5e-4, or how far it is to reach, " + USUAL,
                    noNumber);
        }
        return reach ? new Reach(number) : new Fixed(number);
    }

    private static void check(String what, double number) {
        if (!(number >= 0 && number < Double.POSITIVE_INFINITY)) {
            throw new IllegalArgumentException("ClickTrain with " + what + " " + number + "; it must be at least 0");
        }
    }
}
