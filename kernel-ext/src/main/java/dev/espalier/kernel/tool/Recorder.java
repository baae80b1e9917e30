package dev.espalier.kernel.tool;

import dev.espalier.kernel.evaluate.Output;
import dev.espalier.kernel.render.MimeBundle;
import java.util.ArrayList;
import java.util.List;

/** Keeps what is shown, and lets pass what is not to be kept. */
final class Recorder implements Output {

    private record Item(MimeBundle value, String displayId) {}

    private final Output passing;
    private final boolean keepsStdout;
    private final boolean keepsStderr;
    private final boolean keepsDisplays;
    private final StringBuilder stdout = new StringBuilder();
    private final StringBuilder stderr = new StringBuilder();
    private final List<Item> displayed = new ArrayList<>();

    Recorder(Output passing, boolean keepsStdout, boolean keepsStderr, boolean keepsDisplays) {
        this.passing = passing;
        this.keepsStdout = keepsStdout;
        this.keepsStderr = keepsStderr;
        this.keepsDisplays = keepsDisplays;
    }

    synchronized Captured captured() {
        return new Captured(
                stdout.toString(),
                stderr.toString(),
                displayed.stream().map(Item::value).toList());
    }

    @Override
    public synchronized void print(Channel channel, String text) {
        boolean out = channel == Channel.STDOUT;
        if (out ? keepsStdout : keepsStderr) {
            (out ? stdout : stderr).append(text);
        } else {
            passing.print(channel, text);
        }
    }

    @Override
    public synchronized void display(MimeBundle value, String displayId) {
        if (keepsDisplays) {
            displayed.add(new Item(value, displayId));
        } else {
            passing.display(value, displayId);
        }
    }

    @Override
    public synchronized void update(MimeBundle value, String displayId) {
        displayed.replaceAll(item -> displayId.equals(item.displayId()) ? new Item(value, displayId) : item);
        passing.update(value, displayId);
    }

    @Override
    public synchronized void clear(boolean wait) {
        if (keepsStdout) {
            stdout.setLength(0);
        }
        if (keepsStderr) {
            stderr.setLength(0);
        }
        displayed.clear();
    }
}
