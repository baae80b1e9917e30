package dev.espalier.compile.lower;

import dev.espalier.compile.kernel.RowWindow;
import dev.espalier.compile.layout.Blocked;
import dev.espalier.compile.target.Target;
import java.util.ArrayList;
import java.util.List;

/**
 * Where the calls of a {@link Band} put the rows that they hand on. A room that is full is emptied but for the rows that are
 * read once more, which move to its beginning; so rooms of which rows are read more than once get what the cache has left.
 *
 * @param windows which rows each call reads
 * @param layouts of the rooms, one fewer than calls; as of an image of so many rows
 */
record Rooms(List<RowWindow> windows, List<Blocked> layouts) {

    /** Of the second cache, that rooms may take; the rest is for weights, and for what comes from before and goes on. */
    static final double PART = 0.6;

    static Rooms of(Program program, Band band, Target target) {
        List<Call> calls = program.calls().subList(band.first(), band.end());
        List<RowWindow> windows = calls.stream()
                .map(call -> RowWindow.of(call.task()).orElseThrow())
                .toList();
        List<Blocked> images = calls.stream()
                .skip(1)
                .map(call -> (Blocked) call.task().inputs().get(0))
                .toList();
        int[] rows = new int[images.size()];
        double left = target.l2Bytes() * PART / Float.BYTES;
        long shared = 0;
        int needed = band.rows();
        for (int i = rows.length - 1; i >= 0; i--) {
            needed = (needed - 1) * windows.get(i + 1).stride()
                    + windows.get(i + 1).reach();
            rows[i] = needed;
            left -= (double) needed * row(images.get(i));
            shared += overlaps(windows.get(i + 1)) ? row(images.get(i)) : 0;
        }
        List<Blocked> layouts = new ArrayList<>();
        for (int i = 0; i < rows.length; i++) {
            Blocked image = images.get(i);
            int around = 2 * image.halo();
            int more = left > 0 && overlaps(windows.get(i + 1)) ? (int) (left / shared) : 0;
            int all = Math.max(rows[i], Math.min(rows[i] + more, image.height() + around));
            // The rows around an image are among these.
            layouts.add(new Blocked(
                    image.channels(), Math.max(1, all - around), image.width(), image.lanes(), image.halo()));
        }
        return new Rooms(windows, layouts);
    }

    private static long row(Blocked image) {
        return (long) image.blocks() * image.rowPitch();
    }

    private static boolean overlaps(RowWindow window) {
        return window.reach() > window.stride();
    }

    /** Rows that a room holds. */
    int rows(int room) {
        return layouts.get(room).height() + 2 * layouts.get(room).halo();
    }

    /** Numbers up to where a room begins; of one more than there are, of all. */
    long place(int room) {
        long place = 0;
        for (Blocked layout : layouts.subList(0, room)) {
            place += (layout.floats() + 15) / 16 * 16;
        }
        return place;
    }

    /** Numbers of all rooms, a multiple of 16. */
    long floats() {
        return place(layouts.size());
    }
}
