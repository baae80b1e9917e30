package dev.espalier.kernel.render;

import dev.espalier.engine.integer.NodeReport;
import dev.espalier.quantize.IntegerModel;
import java.util.List;

/** How a quantized network computes: the widths of its sums, and what stays in floating point and why. */
public final class IntegerModelRenderer implements Renderer<IntegerModel> {

    private static final List<Html.Column> SUMS = List.of(
            Html.Column.name("Layer"),
            Html.Column.name("Operator"),
            Html.Column.number("Accumulator bits"),
            Html.Column.number("Bits with scale and bias"));
    private static final List<Html.Column> FLOATING = List.of(
            Html.Column.name("In floating point"), Html.Column.name("Operator"), Html.Column.text("Because it"));

    @Override
    public Class<IntegerModel> type() {
        return IntegerModel.class;
    }

    @Override
    public MimeBundle render(IntegerModel integers) {
        return MimeBundle.text(integers.toString()).with("text/html", html(integers));
    }

    private static String html(IntegerModel integers) {
        List<NodeReport> floating = integers.floating();
        int all = integers.nodes().size();
        StringBuilder html =
                new StringBuilder("<div>" + Html.escape(integers.model().name()) + ": "
                        + (all - floating.size()) + " of " + all + " operators compute in integers, in accumulators of "
                        + integers.accumulatorBits() + " bits at most</div>");
        html.append(Html.table(
                SUMS,
                integers.nodes().stream()
                        .filter(node -> node.accumulatorBits() > 0)
                        .map(node -> List.of(
                                node.node(),
                                node.kind(),
                                Integer.toString(node.accumulatorBits()),
                                Integer.toString(node.resultBits())))
                        .toList()));
        if (!floating.isEmpty()) {
            html.append(Html.table(
                    FLOATING,
                    floating.stream()
                            .map(node -> List.of(
                                    node.node(), node.kind(), node.reason().orElseThrow()))
                            .toList()));
        }
        return html.append(Html.note("Bits are those of the largest sum that weights and levels allow, sign included,"
                        + " whatever the network is fed."))
                .toString();
    }
}
