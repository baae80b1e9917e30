package dev.espalier.kernel.render;

import dev.espalier.quantize.Calibrated;
import dev.espalier.quantize.CalibratedValue;
import java.util.List;
import java.util.Locale;

/** The quantized activations of a model, and the layers that read numbers as they are. */
public final class CalibratedRenderer implements Renderer<Calibrated> {

    private static final List<Html.Column> VALUES = List.of(
            Html.Column.name("Activation"),
            Html.Column.number("Bits"),
            Html.Column.number("Largest"),
            Html.Column.number("Range"),
            Html.Column.number("Step"),
            Html.Column.number("Error"),
            Html.Column.text("Read by"));
    private static final List<Html.Column> LEFT =
            List.of(Html.Column.name("Layer"), Html.Column.text("Reads numbers as they are:"));

    @Override
    public Class<Calibrated> type() {
        return Calibrated.class;
    }

    @Override
    public MimeBundle render(Calibrated calibrated) {
        return MimeBundle.text(calibrated.toString()).with("text/html", html(calibrated));
    }

    private static String html(Calibrated calibrated) {
        String headline = calibrated.model().name() + ": " + calibrated.values().size() + " activations in "
                + calibrated.activations().bits() + " bits, ranges by "
                + calibrated.activations().observer() + " on "
                + String.format(Locale.ROOT, "%,d", calibrated.activations().images()) + " images";
        StringBuilder html = new StringBuilder("<div>" + Html.escape(headline) + "</div>");
        html.append(Html.table(
                VALUES,
                calibrated.values().stream().map(CalibratedRenderer::row).toList()));
        if (!calibrated.left().isEmpty()) {
            html.append(Html.table(
                    LEFT,
                    calibrated.left().entrySet().stream()
                            .map(left -> List.of(left.getKey(), left.getValue()))
                            .toList()));
        }
        return html.append(
                        Html.note("What is larger than the range is cut off. Error is squared, over the squares of the"
                                + " numbers themselves."))
                .toString();
    }

    private static List<String> row(CalibratedValue value) {
        return List.of(
                value.value(),
                value.bits() + (value.signed() ? " signed" : ""),
                String.format(Locale.ROOT, "%.4g", value.largest()),
                String.format(Locale.ROOT, "%.4g", value.range()),
                String.format(Locale.ROOT, "%.4g", value.step()),
                String.format(Locale.ROOT, "%.3f %%", 100 * value.squaredError()),
                String.join(", ", value.readers()));
    }
}
