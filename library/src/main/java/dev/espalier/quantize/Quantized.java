package dev.espalier.quantize;

import dev.espalier.model.Cost;
import dev.espalier.model.Encoding;
import dev.espalier.model.Model;
import dev.espalier.model.TextTable;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.function.Function;
import java.util.function.ToLongFunction;
import tech.tablesaw.api.DoubleColumn;
import tech.tablesaw.api.LongColumn;
import tech.tablesaw.api.StringColumn;
import tech.tablesaw.api.Table;

/**
 * A model with quantized weights and what was done to each layer. It is smaller in a file; its arithmetic is still that
 * of floats, so it is not faster until it is compiled.
 *
 * @param model the quantized model
 * @param quantize what was asked for
 * @param layers every layer with weights, quantized or left as it was
 */
public record Quantized(Model model, Quantize quantize, List<QuantizedLayer> layers) {

    public Quantized {
        layers = List.copyOf(layers);
    }

    /** What a plan has come to: errors and bytes are measured on the models. */
    static Quantized of(Model given, Model model, Quantize quantize, List<PlannedLayer> plan) {
        List<QuantizedLayer> layers = plan.stream()
                .map(layer -> QuantizedLayer.of(layer, given, model))
                .toList();
        return new Quantized(model, quantize, layers);
    }

    /** Bytes of the quantized weights before. */
    public long bytesBefore() {
        return sum(QuantizedLayer::bytesBefore);
    }

    /** Bytes of the quantized weights now, scales included. */
    public long bytes() {
        return sum(QuantizedLayer::bytes);
    }

    private long sum(ToLongFunction<QuantizedLayer> what) {
        return layers.stream().filter(QuantizedLayer::quantized).mapToLong(what).sum();
    }

    /** One row a layer. */
    public Table toTable() {
        return Table.create(
                model.name() + ", " + quantize.levels() + " per " + quantize.granularity(),
                text("layer", QuantizedLayer::layer),
                text("weight", layer -> layer.shape().toString()),
                text("levels", Quantized::levels),
                DoubleColumn.create(
                        "error %",
                        layers.stream()
                                .mapToDouble(layer -> 100 * layer.error())
                                .toArray()),
                number("bytes before", QuantizedLayer::bytesBefore),
                number("bytes", QuantizedLayer::bytes),
                text("note", QuantizedLayer::note));
    }

    private StringColumn text(String name, Function<QuantizedLayer, String> what) {
        return StringColumn.create(name, layers.stream().map(what));
    }

    private LongColumn number(String name, ToLongFunction<QuantizedLayer> what) {
        return LongColumn.create(name, layers.stream().mapToLong(what).toArray());
    }

    private static String levels(QuantizedLayer layer) {
        return layer.encoding().map(Encoding.Quantized::toString).orElse("");
    }

    /** A line a layer, then the bytes of the quantized weights and of the whole model. */
    @Override
    public String toString() {
        TextTable table = new TextTable("layer", "weight", "levels", ">error", ">bytes before", ">bytes", "note");
        for (QuantizedLayer layer : layers) {
            table.row(
                    layer.layer(),
                    layer.shape().toString(),
                    levels(layer),
                    layer.quantized() ? String.format(Locale.ROOT, "%.2f %%", 100 * layer.error()) : "",
                    String.format(Locale.ROOT, "%,d", layer.bytesBefore()),
                    String.format(Locale.ROOT, "%,d", layer.bytes()),
                    layer.note());
        }
        List<String> lines = new ArrayList<>();
        lines.add(model.name() + " quantized, " + quantize.levels() + " per " + quantize.granularity() + ", scales by "
                + quantize.scale());
        lines.add(table.toString());
        lines.add(String.format(
                Locale.ROOT,
                "quantized weights %,d -> %,d bytes (%.2fx), whole model %,d bytes",
                bytesBefore(),
                bytes(),
                (double) bytesBefore() / bytes(),
                Cost.of(model).bytes()));
        lines.add("error: squared, over the squared norm of the weights; computed in floats until it is compiled");
        return String.join("\n", lines);
    }
}
