package dev.espalier.kernel.render;

import dev.espalier.model.Cost;
import dev.espalier.model.Encoding;
import dev.espalier.quantize.Quantized;
import dev.espalier.quantize.QuantizedLayer;
import java.util.List;
import java.util.Locale;

/** What quantization did to each layer, and the bytes it comes to. */
public final class QuantizedRenderer implements Renderer<Quantized> {

    private static final List<Html.Column> COLUMNS = List.of(
            Html.Column.name("Layer"),
            Html.Column.name("Weight"),
            Html.Column.name("Levels"),
            Html.Column.number("Error"),
            Html.Column.number("Bytes before"),
            Html.Column.number("Bytes"),
            Html.Column.text("Note"));

    @Override
    public Class<Quantized> type() {
        return Quantized.class;
    }

    @Override
    public MimeBundle render(Quantized quantized) {
        return MimeBundle.text(quantized.toString()).with("text/html", html(quantized));
    }

    private static String html(Quantized quantized) {
        String headline = String.format(
                Locale.ROOT,
                "%s, %s per %s, scales by %s: quantized weights %,d → %,d bytes (%.2fx), whole model %,d bytes",
                quantized.model().name(),
                quantized.quantize().levels(),
                quantized.quantize().granularity(),
                quantized.quantize().scale(),
                quantized.bytesBefore(),
                quantized.bytes(),
                (double) quantized.bytesBefore() / quantized.bytes(),
                Cost.of(quantized.model()).bytes());
        return "<div>" + Html.escape(headline) + "</div>"
                + Html.table(
                        COLUMNS,
                        quantized.layers().stream().map(QuantizedRenderer::row).toList())
                + Html.note(
                        "Error is squared, over the squared norm of the weights. The numbers are computed as floats, so it"
                                + " is not faster until it is compiled.");
    }

    private static List<String> row(QuantizedLayer layer) {
        return List.of(
                layer.layer(),
                layer.shape().toString(),
                layer.encoding().map(Encoding.Quantized::toString).orElse("not quantized"),
                layer.quantized() ? String.format(Locale.ROOT, "%.2f %%", 100 * layer.error()) : "",
                String.format(Locale.ROOT, "%,d", layer.bytesBefore()),
                String.format(Locale.ROOT, "%,d", layer.bytes()),
                layer.note());
    }
}
