package dev.espalier.compile.kernel;

import dev.espalier.compile.layout.Layout;
import dev.espalier.compile.target.Target;

/**
 * What a task costs, counted before anything is measured.
 *
 * @param kernel name of the family that computes it
 * @param products of numbers with weights, or of matrices, those with weights that are zero left out
 * @param cycles that the products are thought to take in the registers of that family: more than their number alone says
 *     where zeros lie unfavourably
 * @param weights bytes of weights that are not zero
 * @param numbers bytes that are read and written besides
 * @param operations of formulas on all numbers, functions that take a series counted as {@value #SERIES}
 */
public record Work(String kernel, long products, double cycles, long weights, long numbers, long operations) {

    private static final int SERIES = 12;

    /** Counts what a task costs by one of its schedules. */
    public static Work of(Task task, Schedule schedule, Target target) {
        long numbers = task.output().floats();
        for (Layout input : task.inputs()) {
            numbers += input.floats();
        }
        long products = 0;
        double cycles = 0;
        long weights = 0;
        long operations = operations(task);
        if (task instanceof Convolution convolution) {
            long kept = 0;
            for (float weight : convolution.weights()) {
                kept += weight == 0 ? 0 : 1;
            }
            weights = kept;
            products = kept * convolution.outSize().area();
            double guess = Estimate.cycles(convolution, target);
            cycles = Double.isFinite(guess) ? guess : products;
        } else if (task instanceof ByteConvolution convolution) {
            long kept = 0;
            for (byte weight : convolution.weights()) {
                kept += weight == 0 ? 0 : 1;
            }
            products = kept * convolution.outSize().area();
            cycles = (double) products / target.lanes() / Float.BYTES;
            return new Work(schedule.family(), products, cycles, kept, numbers * Float.BYTES, numbers);
        } else if (task instanceof Product product) {
            products = (long) product.matrices() * product.rows() * product.inner() * product.columns();
            cycles = (double) products / target.lanes();
        } else if (task instanceof Attention attention) {
            long scores = (long) attention.heads() * attention.positions() * attention.keys();
            products = 2 * scores * attention.width();
            cycles = (double) products / target.lanes();
            operations = scores * SERIES;
        }
        return new Work(schedule.family(), products, cycles, weights * Float.BYTES, numbers * Float.BYTES, operations);
    }

    private static long operations(Task task) {
        if (task instanceof Convolution convolution) {
            return convolution.output().floats() * operations(convolution.formula());
        }
        if (task instanceof Elementwise elementwise) {
            return elementwise.output().floats() * operations(elementwise.formula());
        }
        if (task instanceof OverFeatures over) {
            return over.output().floats() * (operations(over.formula()) + SERIES);
        }
        if (task instanceof AlongAxis along) {
            return along.inputs().get(0).floats() * SERIES;
        }
        return task instanceof ImageNorm norm ? norm.output().floats() * (operations(norm.formula()) + 2) : 0;
    }

    private static int operations(Expr formula) {
        if (formula instanceof Expr.Unary unary) {
            return operations(unary.of())
                    + (Formulas.isShort(new Expr.Unary(unary.function(), new Expr.Result())) ? 1 : SERIES);
        }
        if (formula instanceof Expr.Both both) {
            return operations(both.left()) + operations(both.right()) + 1;
        }
        return formula instanceof Expr.Choice choice
                ? operations(choice.mask()) + operations(choice.then()) + operations(choice.otherwise()) + 1
                : 0;
    }
}
