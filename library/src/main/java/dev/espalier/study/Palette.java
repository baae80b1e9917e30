package dev.espalier.study;

import java.awt.Color;
import java.util.List;

/** Colours that stay apart for people with any kind of colour blindness (Okabe and Ito 2008). */
final class Palette {

    static final Color BLUE = new Color(0x0072B2);

    /** In the order of use; as many as there are usual kernel patterns. */
    static final List<Color> SERIES = List.of(
            BLUE,
            new Color(0xE69F00),
            new Color(0x009E73),
            new Color(0xCC79A7),
            new Color(0x56B4E9),
            new Color(0xD55E00),
            new Color(0x8A7F00),
            new Color(0x4D4D4D));

    static final Color PAPER = Color.WHITE;
    static final Color INK = new Color(0x333333);
    static final Color FAINT = new Color(0xE4E4E4);

    private Palette() {}

    /** The colour of a series; they repeat when there are too many. */
    static Color series(int index) {
        return SERIES.get(index % SERIES.size());
    }

    /** The colour of one of many: a series' own while there are enough, then from blue to orange. */
    static Color of(int index, int count) {
        if (count <= SERIES.size()) {
            return series(index);
        }
        Color last = SERIES.get(1);
        float part = index / (count - 1f);
        return new Color(
                Math.round(BLUE.getRed() + part * (last.getRed() - BLUE.getRed())),
                Math.round(BLUE.getGreen() + part * (last.getGreen() - BLUE.getGreen())),
                Math.round(BLUE.getBlue() + part * (last.getBlue() - BLUE.getBlue())));
    }
}
