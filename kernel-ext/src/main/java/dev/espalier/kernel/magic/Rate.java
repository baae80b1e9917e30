package dev.espalier.kernel.magic;

import java.util.regex.Matcher;
import java.util.regex.Pattern;

/**
 * How much is taken away, as papers write it: {@code 4x} (a quarter is left), {@code 75%} or {@code 0.75} (so much goes).
 *
 * @param removed the fraction that goes, 0 to below 1
 */
public record Rate(double removed) {

    static final String EXPECTED = "a rate such as 4x (a quarter is left), 75% or 0.75 (so much goes)";

    private static final Pattern SYNTAX = Pattern.compile("(\\d+(?:\\.\\d*)?|\\.\\d+)([xX%]?)");

    public Rate {
        if (!(removed >= 0 && removed < 1)) {
            throw new IllegalArgumentException("the removed fraction is " + removed + "; expected 0 to below 1");
        }
    }

    /** The fraction that is left, above 0 to 1. */
    public double kept() {
        return 1 - removed;
    }

    /** How many times fewer are left, 1 or more. */
    public double times() {
        return 1 / kept();
    }

    static Rate parse(String word) {
        Matcher matcher = SYNTAX.matcher(word);
        if (!matcher.matches()) {
            throw new IllegalArgumentException("is not " + EXPECTED);
        }
        double number = Double.parseDouble(matcher.group(1));
        return switch (matcher.group(2)) {
            case "" -> {
                check(number < 1, "; write " + matcher.group(1) + "x for " + matcher.group(1) + " times fewer");
                yield new Rate(number);
            }
            case "%" -> {
                check(number < 100, "; something must be left");
                yield new Rate(number / 100);
            }
            default -> {
                check(number >= 1, "; there cannot be more than before");
                yield new Rate(1 - 1 / number);
            }
        };
    }

    private static void check(boolean inRange, String hint) {
        if (!inRange) {
            throw new IllegalArgumentException("is out of range; expected " + EXPECTED + hint);
        }
    }
}
