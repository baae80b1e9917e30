package dev.espalier.distill;

/**
 * Learning from the teacher's softened answers (Hinton, Vinyals, Dean 2015, section 2): T² KL(softmax(teacher / T) ||
 * softmax(student / T)).
 *
 * @param weight of this in the whole loss, above 0
 * @param temperature T, above 0: the higher, the more the teacher's doubts count
 */
public record Answers(double weight, double temperature) {

    public Answers {
        Distill.checkWeight("the teacher's answers", weight);
        if (!(temperature > 0 && temperature < Double.POSITIVE_INFINITY)) {
            throw new IllegalArgumentException(
                    "the temperature is " + temperature + "; it must be above 0, 4 is usual");
        }
    }
}
