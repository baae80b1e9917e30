package dev.espalier.kernel.notebook;

import dev.espalier.kernel.render.Html;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/** Terminal text on a page: the sixteen colours and bold as spans, other control sequences dropped. */
final class Ansi {
    private static final Pattern SEQUENCE = Pattern.compile("\u001B(?:\\[([0-9;]*)([A-Za-z])|\\][^\u0007]*\u0007|.)");

    private int colour = -1;
    private boolean bold;

    private Ansi() {}

    /** Escaped HTML for inside {@code <pre>}. */
    static String html(String text) {
        StringBuilder html = new StringBuilder();
        Ansi state = new Ansi();
        Matcher sequence = SEQUENCE.matcher(text);
        int start = 0;
        while (sequence.find()) {
            state.append(html, text.substring(start, sequence.start()));
            if ("m".equals(sequence.group(2))) {
                state.apply(sequence.group(1));
            }
            start = sequence.end();
        }
        state.append(html, text.substring(start));
        return html.toString();
    }

    private void apply(String codes) {
        String[] all = codes.isEmpty() ? new String[] {"0"} : codes.split(";");
        for (int i = 0; i < all.length; i++) {
            // Longer numbers than a code has are no code.
            int code = all[i].isEmpty() ? 0 : all[i].length() > 3 ? -1 : Integer.parseInt(all[i]);
            if (code == 0) {
                colour = -1;
                bold = false;
            } else if (code == 1) {
                bold = true;
            } else if (code == 22) {
                bold = false;
            } else if (code >= 30 && code <= 37) {
                colour = code - 30;
            } else if (code >= 90 && code <= 97) {
                colour = code - 90;
            } else if (code == 39) {
                colour = -1;
            } else if (code == 38 || code == 48) {
                // 256 or true colours: skip their operands, 5;n or 2;r;g;b.
                i += i + 1 < all.length && all[i + 1].equals("2") ? 4 : 2;
            }
        }
    }

    private void append(StringBuilder html, String text) {
        if (text.isEmpty()) {
            return;
        }
        String escaped = Html.escape(text);
        if (colour < 0 && !bold) {
            html.append(escaped);
        } else {
            String classes =
                    (colour < 0 ? "" : "ansi-" + colour) + (colour >= 0 && bold ? " " : "") + (bold ? "b" : "");
            html.append("<span class=\"")
                    .append(classes)
                    .append("\">")
                    .append(escaped)
                    .append("</span>");
        }
    }
}
