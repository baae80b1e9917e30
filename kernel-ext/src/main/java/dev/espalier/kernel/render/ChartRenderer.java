package dev.espalier.kernel.render;

import java.awt.Graphics2D;
import java.awt.image.BufferedImage;
import org.knowm.xchart.BitmapEncoder;
import org.knowm.xchart.internal.chartpart.Chart;

/** XChart charts as PNG; the text tells what is drawn. */
@SuppressWarnings("rawtypes")
public final class ChartRenderer implements Renderer<Chart> {

    private static final int WIDTH = 400;
    private static final int HEIGHT = 300;

    @Override
    public Class<Chart> type() {
        return Chart.class;
    }

    @Override
    public MimeBundle render(Chart chart) {
        Chart<?, ?> typed = chart;
        String title = typed.getTitle() == null || typed.getTitle().isBlank() ? "" : " \"" + typed.getTitle() + "\"";
        String series = String.join(", ", typed.getSeriesMap().keySet());
        String text = "chart" + title + (series.isEmpty() ? " without series" : " of " + series);
        return MimeBundle.text(text).with("image/png", ImageRenderer.png(BitmapEncoder.getBufferedImage(typed)));
    }

    /** A chart as wide as it wants to be. */
    static BufferedImage image(Chart<?, ?> chart) {
        return BitmapEncoder.getBufferedImage(chart);
    }

    /** A chart small enough for two to stand side by side, inside a page. */
    public static String html(Chart<?, ?> chart) {
        BufferedImage image = new BufferedImage(WIDTH, HEIGHT, BufferedImage.TYPE_INT_RGB);
        Graphics2D pen = image.createGraphics();
        chart.paint(pen, WIDTH, HEIGHT);
        pen.dispose();
        return Html.image(ImageRenderer.png(image), chart.getTitle()) + "\n";
    }
}
