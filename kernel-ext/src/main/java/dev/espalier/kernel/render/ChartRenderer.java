package dev.espalier.kernel.render;

import org.knowm.xchart.BitmapEncoder;
import org.knowm.xchart.internal.chartpart.Chart;

/** XChart charts as PNG; the text tells what is drawn. */
@SuppressWarnings("rawtypes")
public final class ChartRenderer implements Renderer<Chart> {

    @Override
    public Class<Chart> type() {
        return Chart.class;
    }

    @Override
    public MimeBundle render(Chart chart) {
        Chart<?, ?> typed = chart;
        String title = typed.getTitle() == null || typed.getTitle().isBlank() ? "" : " \"" + typed.getTitle() + "\"";
        String text = "chart" + title + " of "
                + String.join(", ", typed.getSeriesMap().keySet());
        return MimeBundle.text(text).with("image/png", ImageRenderer.png(BitmapEncoder.getBufferedImage(typed)));
    }
}
