package dev.espalier.kernel.magic;

import dev.espalier.kernel.evaluate.Output;
import dev.espalier.kernel.render.MimeBundle;
import java.util.ArrayList;
import java.util.List;

/** What a cell has shown, in order; an update is a line of its own. */
public final class RecordedOutput implements Output {

    public final List<String> events = new ArrayList<>();
    public MimeBundle last;

    @Override
    public synchronized void print(Channel channel, String text) {
        events.add(channel + " " + text);
    }

    @Override
    public synchronized void display(MimeBundle value, String displayId) {
        last = value;
        events.add("display " + value.plain());
    }

    @Override
    public synchronized void update(MimeBundle value, String displayId) {
        last = value;
        events.add("update " + value.plain());
    }

    @Override
    public synchronized void clear(boolean wait) {
        events.add("clear");
    }
}
