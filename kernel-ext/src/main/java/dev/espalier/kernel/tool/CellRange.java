package dev.espalier.kernel.tool;

import java.util.regex.Matcher;
import java.util.regex.Pattern;

/** Numbers of cells: {@code 4}, {@code 4-6} or {@code 4-}, both ends included. */
record CellRange(int first, int last) {

    private static final Pattern FORM = Pattern.compile("(\\d{1,9})(?:(-)(\\d{1,9})?)?");

    static CellRange parse(String word) {
        Matcher form = FORM.matcher(word);
        if (!form.matches()) {
            throw new IllegalArgumentException("'" + word + "' is no range of cells; write 4, 4-6 or 4-");
        }
        int first = Integer.parseInt(form.group(1));
        int last = form.group(2) == null
                ? first
                : form.group(3) == null ? Integer.MAX_VALUE : Integer.parseInt(form.group(3));
        return new CellRange(first, last);
    }

    boolean contains(int number) {
        return first <= number && number <= last;
    }
}
