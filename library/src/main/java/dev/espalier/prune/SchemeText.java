package dev.espalier.prune;

import dev.espalier.model.Nearest;
import dev.espalier.model.Structure;
import java.util.function.Function;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/** Reads schemes: a name, and after a colon what belongs to it. */
final class SchemeText {

    private static final Pattern NAME = Pattern.compile("(n:m|[^:/]*)(?::?)(.*)");
    private static final Pattern PATTERNS = Pattern.compile("([a-z0-9]*)(?:/g([0-9]{1,5}))?");

    private SchemeText() {}

    static Scheme read(String text) {
        Matcher form = NAME.matcher(text);
        if (!form.matches() || !Scheme.NAMES.contains(form.group(1))) {
            String name = form.matches() ? form.group(1) : text;
            throw new IllegalArgumentException("no structure '" + name + "'" + Nearest.hint(name, Scheme.NAMES));
        }
        String rest = form.group(2);
        return switch (form.group(1)) {
            case Scheme.UNSTRUCTURED -> alone(text, rest, new Structure.Unstructured());
            case "filter" -> alone(text, rest, new Structure.Filter());
            case "channel" -> alone(text, rest, new Structure.Channel());
            case "column" -> alone(text, rest, new Structure.Column());
            case Scheme.COUPLED -> new Scheme.Coupled(rest.isEmpty() ? 1 : number(text, rest, "coupled:8"));
            case "n:m" -> {
                int[] nm = pair(text, rest, ":", "n:m:2:4", 2, 4);
                yield new Scheme.Fixed(new Structure.NM(nm[0], nm[1]));
            }
            case "block" -> {
                int[] block = pair(text, rest, "x", "block:32x4", 32, 4);
                yield new Scheme.Fixed(new Structure.Block(block[0], block[1]));
            }
            case "block-punched" -> {
                int[] block = pair(text, rest, "x", "block-punched:8x4", 8, 4);
                yield new Scheme.Fixed(new Structure.BlockPunched(block[0], block[1]));
            }
            case "block-row" -> one(text, rest, "block-row:16", 16, Structure.BlockRow::new);
            case "block-column" -> one(text, rest, "block-column:8", 8, Structure.BlockColumn::new);
            case "token-lane" -> one(text, rest, "token-lane:3", 3, Structure.TokenLane::new);
            case "position" -> one(text, rest, "position:8", 8, Structure.Position::new);
            default -> patterns(text, rest);
        };
    }

    private static Scheme alone(String text, String rest, Structure structure) {
        if (!rest.isEmpty()) {
            throw wrong(text, structure.toString());
        }
        return new Scheme.Fixed(structure);
    }

    private static Scheme one(
            String text, String rest, String example, int usual, Function<Integer, Structure> structure) {
        return new Scheme.Fixed(structure.apply(rest.isEmpty() ? usual : number(text, rest, example)));
    }

    private static int[] pair(String text, String rest, String separator, String example, int first, int second) {
        if (rest.isEmpty()) {
            return new int[] {first, second};
        }
        String[] parts = rest.split(separator, -1);
        if (parts.length != 2) {
            throw wrong(text, example);
        }
        return new int[] {number(text, parts[0], example), number(text, parts[1], example)};
    }

    private static Scheme patterns(String text, String rest) {
        Matcher form = PATTERNS.matcher(rest);
        if (!form.matches()) {
            throw wrong(text, "pattern:8 or pattern:8/g4");
        }
        int sharing = form.group(2) == null ? 1 : Integer.parseInt(form.group(2));
        String set = form.group(1);
        if (set.isEmpty() || set.equals("patdnn")) {
            return new Scheme.Pattern(KernelPatterns.USUAL, sharing);
        }
        return set.matches("[0-9]{1,5}")
                ? new Scheme.Pattern(Integer.parseInt(set), sharing)
                : new Scheme.PatternsOf(PatternLibrary.parse(set), sharing);
    }

    private static int number(String text, String digits, String example) {
        if (!digits.matches("[0-9]{1,9}")) {
            throw wrong(text, example);
        }
        return Integer.parseInt(digits);
    }

    private static IllegalArgumentException wrong(String text, String example) {
        return new IllegalArgumentException("'" + text + "' is no structure; write " + example);
    }
}
