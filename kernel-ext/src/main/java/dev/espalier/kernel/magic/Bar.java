package dev.espalier.kernel.magic;

import dev.espalier.kernel.render.Html;
import java.util.Locale;
import java.util.StringJoiner;

/** The state of one task, and how it looks. */
final class Bar {

    private static final int CELLS = 20;

    private final String title;
    private final String unit;
    private final long total;
    private final long started;
    private long now;
    private long done;
    private String note = "";
    private boolean running = true;

    Bar(String title, String unit, long total, long started) {
        this.title = title;
        this.unit = unit;
        this.total = Math.max(1, total);
        this.started = started;
        this.now = started;
    }

    void report(long units, String remark, long time) {
        done = Math.min(units, total);
        note = remark;
        now = time;
    }

    void end(long time) {
        running = false;
        now = time;
    }

    boolean running() {
        return running;
    }

    String text() {
        int full = (int) (CELLS * done / total);
        return title + "  " + "█".repeat(full) + "░".repeat(CELLS - full) + "  " + state();
    }

    /** The progress element follows the theme of the page by itself; where it is not known, the words remain. */
    String html() {
        return "<div>" + Html.escape(title) + " <progress value=\"" + done + "\" max=\"" + total
                + "\" style=\"vertical-align:middle\"></progress> " + Html.escape(state()) + "</div>";
    }

    /** {@code 62 % · 37,200 of 60,000 images · 4,100 images/s · 6 s left · loss 0.412}. */
    private String state() {
        StringJoiner state = new StringJoiner(" · ");
        double seconds = (now - started) / 1e9;
        state.add(100 * done / total + " %");
        state.add(String.format(Locale.ROOT, "%,d of %,d %s", done, total, unit));
        if (done > 0 && seconds > 0) {
            state.add(speed(done / seconds) + " " + unit + "/s");
        }
        if (!running) {
            state.add((done == total ? "done in " : "ended after ") + duration(seconds));
        } else if (done > 0) {
            state.add(duration(seconds * (total - done) / done) + " left");
        }
        if (!note.isEmpty()) {
            state.add(note);
        }
        return state.toString();
    }

    private static String speed(double perSecond) {
        return String.format(Locale.ROOT, perSecond >= 100 ? "%,.0f" : perSecond >= 1 ? "%.1f" : "%.3f", perSecond);
    }

    static String duration(double seconds) {
        if (seconds < 10) {
            return String.format(Locale.ROOT, "%.1f s", seconds);
        }
        long whole = Math.round(seconds);
        if (whole < 60) {
            return whole + " s";
        }
        return whole < 3600
                ? whole / 60 + " min " + whole % 60 + " s"
                : whole / 3600 + " h " + whole % 3600 / 60 + " min";
    }
}
