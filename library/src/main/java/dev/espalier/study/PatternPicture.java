package dev.espalier.study;

import dev.espalier.model.KernelPattern;
import dev.espalier.prune.KernelPatterns;
import java.awt.image.BufferedImage;
import java.util.List;
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
        List<String> shares = mined.counts().stream()
                .map(count -> String.format(Locale.ROOT, "%.1f %%", 100.0 * count / mined.kernels()))
                .toList();
        return draw(mined.patterns(), shares);
    }

    /** Patterns of one extent, at least one. */
    public static BufferedImage of(List<KernelPattern> patterns) {
        return draw(patterns, List.of());
    }

    private static BufferedImage draw(List<KernelPattern> patterns, List<String> captions) {
        KernelPattern first = patterns.get(0);
        int pitch = first.width() * CELL + GAP;
        int bottom = MARGIN + first.height() * CELL;
        int foot = captions.isEmpty() ? MARGIN : CAPTION + MARGIN / 2;
        var drawing = new KernelDrawing(2 * MARGIN + patterns.size() * pitch - GAP, bottom + foot);
        for (int i = 0; i < patterns.size(); i++) {
            KernelPattern pattern = patterns.get(i);
            int left = MARGIN + i * pitch;
            drawing.kernel(
                    left,
                    MARGIN,
                    CELL,
                    pattern.height(),
                    pattern.width(),
                    position -> pattern.keeps(position / pattern.width(), position % pattern.width()),
                    Palette.series(i));
            if (!captions.isEmpty()) {
                drawing.text(captions.get(i), left + pattern.width() * CELL / 2, bottom + CAPTION - 5, 12, true);
            }
        }
        return drawing.finish();
    }
}
