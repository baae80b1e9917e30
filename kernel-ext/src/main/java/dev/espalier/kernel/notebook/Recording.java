package dev.espalier.kernel.notebook;

import dev.espalier.kernel.evaluate.Output;
import dev.espalier.kernel.render.MimeBundle;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;

/**
 * What the cells of one run show, as a front end would keep it: consecutive prints merge, {@code clear} removes, an
 * update changes every output with that display id, in whichever cell it is.
 */
final class Recording {
    private final Map<String, MimeBundle> displays = new HashMap<>();

    /** The outputs of one more cell. */
    Cell newCell() {
        return new Cell();
    }

    /** Outputs of one cell. Threads the cell started may still write to it after the cell ended. */
    final class Cell implements Output {
        private final List<Item> items = new ArrayList<>();
        private boolean clearFirst;

        @Override
        public void print(Channel channel, String text) {
            synchronized (displays) {
                clearIfAsked();
                if (!items.isEmpty()
                        && items.get(items.size() - 1) instanceof Printed last
                        && last.channel == channel) {
                    last.text.append(text);
                } else if (!text.isEmpty()) {
                    items.add(new Printed(channel, new StringBuilder(text)));
                }
            }
        }

        @Override
        public void display(MimeBundle value, String displayId) {
            synchronized (displays) {
                clearIfAsked();
                items.add(new Shown(value, displayId));
                if (displayId != null) {
                    displays.put(displayId, value);
                }
            }
        }

        @Override
        public void update(MimeBundle value, String displayId) {
            synchronized (displays) {
                displays.replace(displayId, value);
            }
        }

        @Override
        public void clear(boolean wait) {
            synchronized (displays) {
                clearFirst = wait;
                if (!wait) {
                    items.clear();
                }
            }
        }

        /** The outputs as they are now. */
        List<CellOutput> outputs() {
            synchronized (displays) {
                return items.stream().map(Recording.this::finished).toList();
            }
        }

        private void clearIfAsked() {
            if (clearFirst) {
                items.clear();
                clearFirst = false;
            }
        }
    }

    private CellOutput finished(Item item) {
        if (item instanceof Printed printed) {
            return new CellOutput.Stream(printed.channel, asSeen(printed.text.toString()));
        }
        Shown shown = (Shown) item;
        MimeBundle value = shown.displayId == null ? shown.value : displays.get(shown.displayId);
        return new CellOutput.Display(new LinkedHashMap<>(value.data()), Map.of());
    }

    /** Text after its carriage returns took effect: of each line only what follows the last of them. */
    static String asSeen(String text) {
        if (text.indexOf('\r') < 0) {
            return text;
        }
        StringBuilder seen = new StringBuilder();
        for (String line : text.replace("\r\n", "\n").split("(?<=\n)")) {
            String body = line.endsWith("\n") ? line.substring(0, line.length() - 1) : line;
            String shown = body.endsWith("\r") ? body.substring(0, body.length() - 1) : body;
            seen.append(shown, shown.lastIndexOf('\r') + 1, shown.length());
            seen.append(line, body.length(), line.length());
        }
        return seen.toString();
    }

    private sealed interface Item {}

    private record Printed(Output.Channel channel, StringBuilder text) implements Item {}

    private record Shown(MimeBundle value, String displayId) implements Item {}
}
