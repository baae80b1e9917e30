package dev.espalier.compile.kernel;

import dev.espalier.compile.layout.Blocked;
import dev.espalier.compile.layout.Bytes;
import dev.espalier.compile.layout.Layout;
import java.util.ArrayList;
import java.util.List;
import java.util.function.UnaryOperator;
import java.util.stream.Collectors;

/**
 * What becomes of the whole numbers that a channel sums up to: units times the number, and the bias, and further tensors'
 * numbers times their units, over the divisor, between low and high. All of these are numbers of so few bits that a sum is
 * exact in double precision, and a level is the one nearest to it, the even one of two: see {@link ExactSums}.
 *
 * @param units what one counts for, for each channel
 * @param bias what is added, for each channel
 * @param addends further tensors
 * @param divisor how many numbers a mean is of; 1 if it is none
 * @param low the least result, perhaps minus infinity
 * @param high the largest result, perhaps infinity
 * @param result what is written
 */
public record Rescaling(
        double[] units, double[] bias, List<Addend> addends, int divisor, double low, double high, Result result) {

    /**
     * A tensor of whole numbers that is added.
     *
     * @param layout {@link Bytes}, or {@link Blocked} with sums as integers of 32 bits
     * @param units what one of its numbers counts for, for each channel
     * @param largest none of its numbers is larger in magnitude
     */
    public record Addend(Layout layout, double[] units, long largest) {}

    /** What is written. */
    public sealed interface Result {

        /** Where it is written. */
        Layout layout();

        /** The same in another layout of its kind. */
        Result in(Layout other);
    }

    /**
     * The nearest levels.
     *
     * @param layout where they are written
     * @param step of a level
     * @param least level
     * @param most the largest level
     */
    public record Levels(Bytes layout, double step, int least, int most) implements Result {
        @Override
        public Levels in(Layout other) {
            return new Levels((Bytes) other, step, least, most);
        }
    }

    /**
     * The numbers themselves, in single precision.
     *
     * @param layout where they are written
     */
    public record Reals(Blocked layout) implements Result {
        @Override
        public Reals in(Layout other) {
            return new Reals((Blocked) other);
        }
    }

    /**
     * The sums as they are, integers of 32 bits, to be rescaled by somebody else.
     *
     * @param layout where they are written
     */
    public record Sums(Blocked layout) implements Result {
        @Override
        public Sums in(Layout other) {
            return new Sums((Blocked) other);
        }
    }

    public Rescaling {
        addends = List.copyOf(addends);
    }

    /** The same with all tensors in other layouts. */
    Rescaling in(UnaryOperator<Layout> other) {
        return new Rescaling(
                units,
                bias,
                addends.stream()
                        .map(one -> new Addend(other.apply(one.layout()), one.units(), one.largest()))
                        .toList(),
                divisor,
                low,
                high,
                result.in(other.apply(result.layout())));
    }

    /** Where the further tensors are. */
    List<Layout> further() {
        List<Layout> layouts = new ArrayList<>();
        addends.forEach(addend -> layouts.add(addend.layout()));
        return layouts;
    }

    /** All that code depends on. */
    String signature() {
        return addends.stream().map(addend -> addend.layout().toString()).collect(Collectors.joining(" + ", "+ ", " "))
                + result.getClass().getSimpleName() + " " + result.layout();
    }
}
