package dev.espalier.kernel.session;

import dev.espalier.kernel.evaluate.Input;
import dev.espalier.kernel.evaluate.Output;
import dev.espalier.kernel.render.MimeBundle;
import java.io.IOException;
import java.nio.file.Path;

/**
 * Shows what a cell shows, up to a limit. Text beyond it goes to a file, and its end is shown when the cell ends; values
 * beyond it are left out. Both are said where it happens.
 */
final class BoundedOutput implements Output {

    /** Characters shown of the end of a text that was cut. */
    private static final int TAIL = 2000;

    private final Output shown;
    private final OutputLimit limit;
    private final Overflow overflow;
    private final StringBuilder tail = new StringBuilder();
    private long printed;
    private long displayed;
    private long cut;
    private long filed;
    private Path file;
    private boolean leftOut;
    private boolean ended;

    BoundedOutput(Output shown, OutputLimit limit, Overflow overflow) {
        this.shown = shown;
        this.limit = limit;
        this.overflow = overflow;
    }

    @Override
    public void print(Channel channel, String text) {
        int fits;
        String notice = "";
        synchronized (this) {
            fits = (int) Math.min(text.length(), limit.characters() - printed);
            if (fits > 0 && fits < text.length() && Character.isHighSurrogate(text.charAt(fits - 1))) {
                fits--;
            }
            printed += fits;
            if (fits < text.length()) {
                notice = cut(text.substring(fits));
                printed = limit.characters();
            }
        }
        // Outside the lock: where front ends are slow, this waits.
        if (fits > 0) {
            shown.print(channel, fits == text.length() ? text : text.substring(0, fits));
        }
        if (!notice.isEmpty()) {
            shown.print(Channel.STDERR, notice);
        }
    }

    /** Puts text aside; what is to be said of it, if anything. */
    private String cut(String text) {
        String notice = "";
        if (cut == 0) {
            open();
            notice = "\n… cut here: this cell has printed more than %,d characters. %s %s sets another limit.%n"
                    .formatted(
                            limit.characters(),
                            file == null
                                    ? "The rest cannot be kept."
                                    : "The rest is in " + file + " as long as the kernel runs.",
                            OutputLimit.VARIABLE);
        }
        cut += text.length();
        tail.append(text, Math.max(0, text.length() - TAIL), text.length());
        if (tail.length() > TAIL) {
            int surplus = tail.length() - TAIL;
            tail.delete(0, Character.isLowSurrogate(tail.charAt(surplus)) ? surplus + 1 : surplus);
        }
        if (file != null && filed < Overflow.FILE_LIMIT) {
            try {
                Overflow.append(file, text);
                filed += text.length();
            } catch (IOException e) {
                filed = Overflow.FILE_LIMIT; // the disk is full: what is there stays
            }
        }
        return notice;
    }

    private void open() {
        try {
            file = file == null ? overflow.newFile() : file;
        } catch (IOException e) {
            file = null;
        }
    }

    @Override
    public void display(MimeBundle value, String displayId) {
        long weight = OutputLimit.weight(
                value.data().values().stream().mapToLong(String::length).sum());
        boolean over;
        boolean first;
        synchronized (this) {
            over = displayed > limit.displayed() - weight;
            first = over && !leftOut;
            leftOut = over;
            displayed = over ? limit.displayed() : displayed + weight;
        }
        if (!over) {
            shown.display(value, displayId);
        } else if (first) {
            shown.print(
                    Channel.STDERR,
                    "… more values of this cell are not shown: they are too many or too large. %s sets another limit.%n"
                            .formatted(OutputLimit.VARIABLE));
        }
    }

    @Override
    public void update(MimeBundle value, String displayId) {
        shown.update(value, displayId);
    }

    @Override
    public void clear(boolean wait) {
        synchronized (this) {
            printed = 0;
            displayed = 0;
            leftOut = false;
            cut = 0;
            tail.setLength(0);
        }
        shown.clear(wait);
    }

    @Override
    public boolean offerCell(String text, boolean replace) {
        return shown.offerCell(text, replace);
    }

    @Override
    public Input input() {
        return shown.input();
    }

    /** The cell has ended: shows the end of what was cut. */
    void end() {
        String last = "";
        synchronized (this) {
            if (cut > 0 && !ended) {
                long between = cut - tail.length();
                last = (between > 0 ? "… %,d characters later:%n".formatted(between) : "") + tail;
            }
            ended = true;
        }
        if (!last.isEmpty()) {
            shown.print(Channel.STDOUT, last);
        }
    }
}
