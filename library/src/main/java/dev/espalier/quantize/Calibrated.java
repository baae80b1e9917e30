package dev.espalier.quantize;

import dev.espalier.model.Model;
import dev.espalier.model.TextTable;
import java.util.Collections;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;

/**
 * A model with quantized activations. It computes in floating point what integer arithmetic would; see
 * {@link IntegerModel}.
 *
 * @param model with quantizers in its graph
 * @param activations what was asked for
 * @param values what is quantized, in the graph's order
 * @param left layers that read numbers as they are, each with the reason
 */
public record Calibrated(Model model, Activations activations, List<CalibratedValue> values, Map<String, String> left) {

    public Calibrated {
        values = List.copyOf(values);
        left = Collections.unmodifiableMap(new LinkedHashMap<>(left));
    }

    /** A row for each value, and the layers that are left out. */
    @Override
    public String toString() {
        TextTable table = new TextTable("activation", ">bits", ">largest", ">range", ">step", ">error", "read by");
        for (CalibratedValue value : values) {
            table.row(
                    value.value(),
                    value.bits() + (value.signed() ? " signed" : ""),
                    number(value.largest()),
                    number(value.range()),
                    number(value.step()),
                    String.format(Locale.ROOT, "%.3f %%", 100 * value.squaredError()),
                    String.join(", ", value.readers()));
        }
        StringBuilder text = new StringBuilder(table.toString());
        left.forEach((layer, reason) -> text.append('\n')
                .append(layer)
                .append(" reads numbers as they are: ")
                .append(reason));
        return text.toString();
    }

    private static String number(double number) {
        return String.format(Locale.ROOT, "%.4g", number);
    }
}
