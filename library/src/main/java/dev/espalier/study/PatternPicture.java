package dev.espalier.study;

import dev.espalier.model.KernelPattern;
import dev.espalier.prune.KernelPatterns;
import java.awt.image.BufferedImage;
import java.util.Locale;

/** A set of kernel patterns side by side, in the colours that {@link MaskPicture} gives them. */
public final class PatternPicture {

    static final int CELL = 20;
    static final int MARGIN = 12;
    static final int GAP = 16;
    private static final int CAPTION = 22;

    private PatternPicture() {}

    /** Mined patterns, most frequent first, each over the share of kernels that prefer it. */
    public static BufferedImage of(KernelPatterns mined) {
        KernelPattern first = mined.patterns().get(0);
        int count = mined.patterns().size();
        int pitch = first.width() * CELL + GAP;
        int bottom = MARGIN + first.height() * CELL;
        var drawing = new KernelDrawing(2 * MARGIN + count * pitch - GAP, bottom + CAPTION + MARGIN / 2);
        for (int i = 0; i < count; i++) {
            KernelPattern pattern = mined.patterns().get(i);
            int left = MARGIN + i * pitch;
            drawing.kernel(
                    left,
                    MARGIN,
                    CELL,
                    pattern.height(),
                    pattern.width(),
                    position -> pattern.keeps(position / pattern.width(), position % pattern.width()),
                    Palette.series(i));
            String share =
                    String.format(Locale.ROOT, "%.1f %%", 100.0 * mined.counts().get(i) / mined.kernels());
            drawing.text(share, left + pattern.width() * CELL / 2, bottom + CAPTION - 5, 12, true);
        }
        return drawing.finish();
    }
}
