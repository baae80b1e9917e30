package dev.espalier.kernel.evaluate;

/** How far to indent the line after an unfinished text. */
final class Indent {

    private static final String STEP = "    ";

    private Indent() {}

    /** The last line's margin, one step deeper where that line opens more brackets than it closes. */
    static String after(String text) {
        String line = text.stripTrailing();
        int start = line.lastIndexOf('\n') + 1;
        String margin = line.substring(
                start, line.length() - line.substring(start).stripLeading().length());
        long depth = JavaTokens.of(text).stream()
                .filter(t -> t.kind() == JavaTokens.Kind.CODE && t.start() >= start)
                .flatMapToInt(t -> t.in(text).chars())
                .mapToLong(c -> "({[".indexOf(c) >= 0 ? 1 : ")}]".indexOf(c) >= 0 ? -1 : 0)
                .sum();
        return depth > 0 ? margin + STEP : margin;
    }
}
