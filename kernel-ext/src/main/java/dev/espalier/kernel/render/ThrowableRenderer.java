package dev.espalier.kernel.render;

import java.util.Collections;
import java.util.IdentityHashMap;
import java.util.Set;
import java.util.StringJoiner;

/** Exceptions that are values: what happened, where, and why, in a few lines. */
public final class ThrowableRenderer implements Renderer<Throwable> {

    private static final int FRAMES = 8;

    @Override
    public Class<Throwable> type() {
        return Throwable.class;
    }

    @Override
    public MimeBundle render(Throwable thrown) {
        StringJoiner lines = new StringJoiner("\n");
        Set<Throwable> seen = Collections.newSetFromMap(new IdentityHashMap<>());
        String before = "";
        for (Throwable t = thrown; t != null && seen.add(t); t = t.getCause()) {
            lines.add(before + t);
            StackTraceElement[] frames = t.getStackTrace();
            for (int i = 0; i < Math.min(FRAMES, frames.length); i++) {
                lines.add("    at " + frames[i]);
            }
            if (frames.length > FRAMES) {
                lines.add("    ... " + (frames.length - FRAMES) + " more");
            }
            before = "Caused by: ";
        }
        return MimeBundle.text(lines.toString());
    }
}
