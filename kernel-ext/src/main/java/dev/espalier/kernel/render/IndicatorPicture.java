package dev.espalier.kernel.render;

import dev.espalier.papers.dais.Searched;
import java.awt.Color;
import java.awt.Font;
import java.awt.Graphics2D;
import java.awt.RenderingHints;
import java.awt.image.BufferedImage;
import java.util.Arrays;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.stream.IntStream;

/**
 * The indicators of a search after an epoch: a row for each batch normalisation, a bar for each channel from white (0) to blue
 * (1), in the order that they have in the end, so that what stays grows together at the left.
 */
final class IndicatorPicture {

    private static final int LABEL = 150;
    private static final int BARS = 512;
    private static final int ROW = 22;
    private static final int HEAD = 26;
    private static final Color KEPT = new Color(0x0072B2);
    private static final Color INK = new Color(0x333333);
    private static final Color EDGE = new Color(0xE4E4E4);

    private IndicatorPicture() {}

    /** One for each epoch, in order. */
    static List<BufferedImage> of(Searched found) {
        return IntStream.range(0, found.epochs().size())
                .mapToObj(epoch -> picture(found, epoch))
                .toList();
    }

    private static BufferedImage picture(Searched found, int number) {
        Searched.Epoch epoch = found.epochs().get(number);
        int rows = epoch.indicators().size();
        var image = new BufferedImage(LABEL + BARS + 8, HEAD + rows * ROW + 4, BufferedImage.TYPE_INT_RGB);
        Graphics2D pen = image.createGraphics();
        pen.setRenderingHint(RenderingHints.KEY_TEXT_ANTIALIASING, RenderingHints.VALUE_TEXT_ANTIALIAS_ON);
        pen.setColor(Color.WHITE);
        pen.fillRect(0, 0, image.getWidth(), image.getHeight());
        pen.setColor(INK);
        pen.setFont(new Font(Font.SANS_SERIF, Font.BOLD, 13));
        pen.drawString(
                String.format(
                        Locale.ROOT,
                        "epoch %d of %d, T = %.3f, %.0f %% of the MACs, %.0f %% of indicators undecided",
                        number + 1,
                        found.epochs().size(),
                        epoch.temperature(),
                        100 * epoch.hardMacs(),
                        100 * epoch.undecided()),
                8,
                17);
        int top = HEAD;
        for (Map.Entry<String, double[]> norm : epoch.indicators().entrySet()) {
            row(pen, norm.getKey(), norm.getValue(), found.values().get(norm.getKey()), top);
            top += ROW;
        }
        pen.dispose();
        return image;
    }

    private static void row(Graphics2D pen, String name, double[] values, double[] last, int top) {
        pen.setFont(new Font(Font.SANS_SERIF, Font.PLAIN, 12));
        pen.setColor(INK);
        pen.drawString(name, 8, top + ROW - 7);
        int[] order = IntStream.range(0, last.length)
                .boxed()
                .sorted((a, b) -> Double.compare(last[b], last[a]))
                .mapToInt(Integer::intValue)
                .toArray();
        double[] sorted = Arrays.stream(order).mapToDouble(c -> values[c]).toArray();
        for (int c = 0; c < sorted.length; c++) {
            int left = LABEL + c * BARS / sorted.length;
            int right = LABEL + (c + 1) * BARS / sorted.length;
            pen.setColor(mixed(sorted[c]));
            pen.fillRect(left, top + 2, right - left, ROW - 4);
        }
        pen.setColor(EDGE);
        pen.drawRect(LABEL, top + 2, BARS, ROW - 4);
    }

    private static Color mixed(double part) {
        return new Color(mixed(part, KEPT.getRed()), mixed(part, KEPT.getGreen()), mixed(part, KEPT.getBlue()));
    }

    private static int mixed(double part, int colour) {
        return (int) Math.round(255 + part * (colour - 255));
    }
}
