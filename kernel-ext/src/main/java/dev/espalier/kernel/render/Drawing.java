package dev.espalier.kernel.render;

import de.erichseifert.vectorgraphics2d.VectorGraphics2D;
import de.erichseifert.vectorgraphics2d.intermediate.CommandSequence;
import de.erichseifert.vectorgraphics2d.svg.SVGProcessor;
import de.erichseifert.vectorgraphics2d.util.PageSize;
import java.awt.Component;
import java.awt.Dimension;
import java.awt.Graphics2D;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.charset.StandardCharsets;
import java.util.UUID;
import java.util.function.Consumer;
import org.knowm.xchart.internal.chartpart.Chart;

/**
 * Charts and components as SVG: sharp at any size, and larger than a PNG where there are many points. Identifiers inside
 * are unique, because all pictures of a notebook stand in one page.
 */
public final class Drawing {

    private Drawing() {}

    /** A chart in its own size. */
    public static MimeBundle svg(Chart<?, ?> chart) {
        Dimension size = new Dimension(chart.getWidth(), chart.getHeight());
        MimeBundle png = new ChartRenderer().render(chart);
        return MimeBundle.text(png.plain())
                .with("image/svg+xml", svg(size, pen -> chart.paint(pen, size.width, size.height)));
    }

    /** A component of Swing or AWT. */
    public static MimeBundle svg(Component component) {
        Dimension size = ComponentRenderer.laidOut(component);
        return MimeBundle.text(component.getClass().getSimpleName() + " as SVG")
                .with("image/svg+xml", svg(size, component::printAll));
    }

    private static String svg(Dimension size, Consumer<Graphics2D> paint) {
        VectorGraphics2D pen = new VectorGraphics2D();
        paint.accept(pen);
        CommandSequence commands = pen.getCommands();
        ByteArrayOutputStream bytes = new ByteArrayOutputStream();
        try {
            new SVGProcessor()
                    .getDocument(commands, new PageSize(size.width, size.height))
                    .writeTo(bytes);
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
        String unique = "p" + UUID.randomUUID().toString().substring(0, 8) + "-";
        return bytes.toString(StandardCharsets.UTF_8).replaceAll("(\\bid=\"|url\\(#|href=\"#)", "$1" + unique);
    }
}
