package dev.espalier.compile.kernel;

/** C being written: lines, indented by the braces they open and close. */
final class CText {

    private final StringBuilder text = new StringBuilder();
    private int depth;

    /** Begins the function of a task. */
    static CText function() {
        CText c = new CText();
        c.open("static void " + Code.NAME + "(const float *const *in, float *out, const char *RESTRICT data,"
                + " float *RESTRICT scratch, int part, int parts)");
        return c;
    }

    /** One statement or comment. */
    CText line(String line) {
        text.append("  ".repeat(depth)).append(line).append('\n');
        return this;
    }

    /** A line and an opening brace. */
    CText open(String head) {
        line(head + " {");
        depth++;
        return this;
    }

    /** A loop from 0 up to a number or variable. */
    CText loop(String variable, Object end) {
        return open("for (long " + variable + " = 0; " + variable + " < " + end + "; " + variable + "++)");
    }

    /** A loop over one thread's share of so many turns. */
    CText share(String variable, long end) {
        line("long " + variable + "_end = " + end + "L * (part + 1) / parts;");
        return open("for (long " + variable + " = " + end + "L * part / parts; " + variable + " < " + variable
                + "_end; " + variable + "++)");
    }

    /** A closing brace. */
    CText close() {
        depth--;
        return line("}");
    }

    /** Closes all that is open. */
    String end() {
        while (depth > 0) {
            close();
        }
        return text.toString();
    }
}
