package dev.espalier.kernel.tool;

import java.util.AbstractList;
import java.util.List;

/** What a shell command has printed, line by line. */
public final class CommandOutput extends AbstractList<String> {

    private final List<String> lines;
    private final int exitCode;

    CommandOutput(String text, int exitCode) {
        this.lines = text.lines().toList();
        this.exitCode = exitCode;
    }

    @Override
    public String get(int index) {
        return lines.get(index);
    }

    @Override
    public int size() {
        return lines.size();
    }

    /** All lines as one text, without a line break at its end. */
    public String text() {
        return String.join("\n", lines);
    }

    /** With which code the command ended; 0 means success. */
    public int exitCode() {
        return exitCode;
    }
}
