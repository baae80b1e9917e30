package dev.espalier.exchange;

import dev.espalier.model.op.Shape;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/**
 * What shape an input is given, where a file leaves it open.
 *
 * @param input its name, or empty for the only one
 * @param shape of which the first dimension may be {@link Shape#BATCH}
 */
public record InputShape(String input, Shape shape) {

    private static final Pattern DIMS = Pattern.compile("(N|[1-9][0-9]{0,8})(x[1-9][0-9]{0,8})*");

    /**
     * Reads {@code image=1x3x224x224}, or without the name for the only input; {@code N} in first place leaves the batch
     * open.
     *
     * @throws IllegalArgumentException if the text is something else
     */
    public static InputShape parse(String text) {
        int equals = text.lastIndexOf('=');
        Matcher dims = DIMS.matcher(text.substring(equals + 1).strip());
        if (!dims.matches()) {
            throw new IllegalArgumentException(
                    "'" + text + "' is no shape of an input; write image=1x3x224x224, or Nx3x224x224 for any batch");
        }
        Shape shape = Shape.parse("[" + dims.group().replace("x", ", ") + "]");
        return new InputShape(text.substring(0, Math.max(0, equals)).strip(), shape);
    }

    @Override
    public String toString() {
        String dims = shape.toString();
        return (input.isEmpty() ? "" : input + "=")
                + dims.substring(1, dims.length() - 1).replace(", ", "x");
    }
}
