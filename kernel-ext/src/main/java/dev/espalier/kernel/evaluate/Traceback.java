package dev.espalier.kernel.evaluate;

import java.util.ArrayList;
import java.util.Arrays;
import java.util.Collections;
import java.util.IdentityHashMap;
import java.util.List;
import java.util.Set;
import java.util.stream.Stream;

/**
 * Tells the story of an exception the way its author needs it: own lines first and with their source, library frames in short,
 * those that the exception came out of last.
 */
final class Traceback {

    /** Library frames shown in a row before the rest of the row is only counted. */
    private static final int LIBRARY_ROW = 4;

    /** Frames shown of each exception; endless recursion has a thousand. */
    private static final int FRAMES = 30;

    private final Sources sources;
    private final List<String> lines = new ArrayList<>();

    private Traceback(Sources sources) {
        this.sources = sources;
    }

    /** The exception, its frames down to the cell, and what caused it. */
    static List<String> of(Throwable thrown, Sources sources) {
        Traceback traceback = new Traceback(sources);
        Set<Throwable> seen = Collections.newSetFromMap(new IdentityHashMap<>());
        String before = "";
        for (Throwable t = thrown; t != null && seen.add(t); t = t.getCause()) {
            traceback.lines.add(before + headline(t));
            traceback.frames(t.getStackTrace());
            before = "Caused by: ";
        }
        return traceback.lines;
    }

    /** Class and message, whatever the exception's own methods do. */
    static String headline(Throwable thrown) {
        String name = Sources.readable(thrown.getClass().getName());
        String message = message(thrown);
        return message == null || message.isBlank() ? name : name + ": " + message;
    }

    /** The message with readable class names; null where there is none. */
    static String message(Throwable thrown) {
        try {
            return Sources.readable(thrown.getLocalizedMessage());
        } catch (RuntimeException e) {
            return "(its message cannot be shown: " + e.getClass().getName() + ")";
        }
    }

    private void frames(StackTraceElement[] all) {
        StackTraceElement[] stack =
                Stream.of(all).filter(frame -> !isOfKernel(frame)).toArray(StackTraceElement[]::new);
        int end = stack.length;
        while (end > 0 && !GeneratedNames.isGenerated(stack[end - 1].getClassName())) {
            end--;
        }
        if (end == 0) {
            Arrays.stream(stack).limit(LIBRARY_ROW).forEach(frame -> lines.add("    at " + frame));
            return;
        }
        int first = 0;
        while (!GeneratedNames.isGenerated(stack[first].getClassName())) {
            first++;
        }
        List<StackTraceElement> own = Arrays.asList(stack).subList(first, end);
        frames(own);
        if (first > 0) {
            lines.add("  thrown in libraries:");
            frames(Arrays.asList(stack).subList(0, first));
        }
    }

    /** What stands between a cell and what it calls, such as {@code input()}: no news to the cell's author. */
    private static boolean isOfKernel(StackTraceElement frame) {
        return frame.getClassName().startsWith("dev.espalier.kernel.evaluate.")
                || frame.getClassName().startsWith("dev.espalier.kernel.session.");
    }

    /** Frames from the innermost on, rows of library frames cut. */
    private void frames(List<StackTraceElement> frames) {
        int row = 0;
        int shown = 0;
        for (int i = 0; i < frames.size(); i++) {
            StackTraceElement frame = frames.get(i);
            int repeats = repeats(frames, i);
            boolean own = GeneratedNames.isGenerated(frame.getClassName());
            row = own ? 0 : row + 1;
            if (row > LIBRARY_ROW) {
                int last = i;
                while (last + 1 < frames.size()
                        && !GeneratedNames.isGenerated(frames.get(last + 1).getClassName())) {
                    last++;
                }
                lines.add("    ... " + (last - i + 1) + " more in libraries");
                i = last;
            } else {
                lines.add("    at " + (own ? own(frame) : frame.toString()));
                if (repeats > 0) {
                    lines.add("    ... " + repeats + " more like it");
                    i += repeats;
                }
            }
            if (++shown == FRAMES && i + 1 < frames.size()) {
                lines.add("    ... " + (frames.size() - i - 1) + " more");
                return;
            }
        }
    }

    /** How many frames equal to one follow it: a recursion says the same a thousand times. */
    private static int repeats(List<StackTraceElement> frames, int first) {
        int next = first + 1;
        while (next < frames.size() && frames.get(next).equals(frames.get(first))) {
            next++;
        }
        return next - first - 1;
    }

    private String own(StackTraceElement frame) {
        String place = sources.place(frame).map(Sources.Place::toString).orElse("earlier cell");
        String source = sources.place(frame).map(p -> ":  " + p.source()).orElse("");
        String name = name(frame);
        return (name.isEmpty() ? place : name + " (" + place + ")") + source;
    }

    /** What its author would call the frame's method; empty for statements outside any method. */
    private static String name(StackTraceElement frame) {
        String method = frame.getMethodName();
        if (method.startsWith("lambda$")) {
            String around = method.substring("lambda$".length(), method.lastIndexOf('$'));
            method = (around.startsWith("do_it$") ? "" : around + ", ") + "lambda";
        } else if (method.startsWith("do_it$")) {
            return "";
        }
        String nested = Sources.readable(frame.getClassName()).replace('$', '.');
        if (nested.equals("cell") || nested.isEmpty()) {
            return method;
        }
        return method.equals("<init>") ? "new " + nested : nested + "." + method;
    }
}
