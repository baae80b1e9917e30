package dev.espalier.kernel.notebook;

import dev.espalier.kernel.evaluate.Output;
import dev.espalier.kernel.render.MimeBundle;
import java.io.PrintWriter;
import java.time.Duration;
import java.util.List;
import java.util.Locale;
import java.util.function.LongSupplier;
import java.util.stream.Collectors;

/**
 * A run as seen on a terminal or in a log. Values appear as their plain text. A display that changes, such as a progress
 * bar, is redrawn in place on a terminal; in a log it gets a line every ten seconds, and its last state.
 */
public final class TerminalView {
    private static final Duration LOG_PERIOD = Duration.ofSeconds(10);

    private static final int LIVE_LINES = 8;

    private final PrintWriter out;
    private final boolean redraws;
    private final int width;
    private final LongSupplier nanos;
    private boolean atLineStart = true;
    private int liveLines;
    private String waiting = "";
    private long lastLogged;

    /**
     * A view of a run.
     *
     * @param redraws whether {@code out} is a terminal, on which a line can be drawn again
     * @param width columns of the terminal, at least 20
     * @param nanos a clock such as {@link System#nanoTime}
     */
    public TerminalView(PrintWriter out, boolean redraws, int width, LongSupplier nanos) {
        this.out = out;
        this.redraws = redraws;
        this.width = width;
        this.nanos = nanos;
    }

    /** A cell starts; its first telling line stands for it. */
    synchronized void started(int number, int of, String source) {
        String title = source.lines()
                .map(String::strip)
                .filter(line -> !line.isEmpty() && !line.startsWith("//"))
                .findFirst()
                .orElse(source.strip());
        line("cell %d/%d  %s".formatted(number, of, title));
        lastLogged = nanos.getAsLong();
    }

    /** A cell ended. */
    synchronized void ended(int number, int of, Duration took, String how) {
        settle();
        line(String.format(Locale.ROOT, "cell %d/%d  %s %.1f s", number, of, how, took.toMillis() / 1000.0));
    }

    /** What the cells show. */
    public Output output() {
        return new Output() {
            @Override
            public void print(Channel channel, String text) {
                echo(text);
            }

            @Override
            public void display(MimeBundle value, String displayId) {
                if (displayId == null) {
                    value(value.plain());
                } else {
                    changing(value.plain(), true);
                }
            }

            @Override
            public void update(MimeBundle value, String displayId) {
                changing(value.plain(), false);
            }

            @Override
            public void clear(boolean wait) {
                // What a log has shown stays; a front end would remove it.
            }
        };
    }

    /** Shows a value as plain text on lines of its own. */
    public synchronized void value(String plain) {
        settle();
        freshLine();
        if (!plain.isEmpty()) {
            out.println(plain);
        }
        out.flush();
    }

    private synchronized void echo(String text) {
        if (text.isEmpty()) {
            return;
        }
        settle();
        out.print(text);
        out.flush();
        atLineStart = text.endsWith("\n") || text.endsWith("\r");
    }

    private synchronized void changing(String plain, boolean first) {
        List<String> lines = plain.strip().lines().limit(LIVE_LINES).toList();
        long now = nanos.getAsLong();
        if (redraws) {
            redraw(lines);
        } else if (!first && now - lastLogged >= LOG_PERIOD.toNanos()) {
            waiting = "";
            line(String.join(" | ", lines));
            lastLogged = now;
        } else {
            waiting = String.join(" | ", lines);
        }
    }

    private void redraw(List<String> lines) {
        freshLine();
        if (liveLines > 1) {
            out.print("\033[" + (liveLines - 1) + "A");
        }
        out.print("\r\033[J" + lines.stream().map(this::cut).collect(Collectors.joining("\n")));
        out.flush();
        liveLines = lines.size();
    }

    /** Lets the last state of a changing display stand, and goes on below it. */
    private void settle() {
        if (liveLines > 0) {
            out.println();
            liveLines = 0;
        }
        if (!waiting.isEmpty()) {
            String last = waiting;
            waiting = "";
            line(last);
        }
    }

    private void freshLine() {
        if (!atLineStart) {
            out.println();
            atLineStart = true;
        }
    }

    private void line(String text) {
        freshLine();
        out.println(cut(text));
        out.flush();
    }

    private String cut(String text) {
        return text.length() < width ? text : text.substring(0, width - 2) + "…";
    }
}
