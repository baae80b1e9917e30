package dev.espalier.kernel.render;

import dev.espalier.model.Coupling;
import dev.espalier.model.Couplings;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.stream.Collectors;

/** Couplings: a row for each that can be pruned, then a row for each that cannot, with the reason. */
public final class CouplingsRenderer implements Renderer<Couplings> {

    private static final int SHOWN = 4;
    private static final List<Html.Column> PRUNABLE = List.of(
            Html.Column.name("Made by"),
            Html.Column.number("Channels"),
            Html.Column.text("Channel c is"),
            Html.Column.text("Runs through"));
    private static final List<Html.Column> EXCLUDED = List.of(
            Html.Column.name("Made by"), Html.Column.number("Channels"), Html.Column.text("They stay, because"));

    @Override
    public Class<Couplings> type() {
        return Couplings.class;
    }

    @Override
    public MimeBundle render(Couplings couplings) {
        return MimeBundle.text(couplings.toString()).with("text/html", html(couplings));
    }

    private static String html(Couplings couplings) {
        StringBuilder html = new StringBuilder();
        int channels =
                couplings.prunable().stream().mapToInt(Coupling::channels).sum();
        html.append("<div>")
                .append(String.format(
                        Locale.ROOT,
                        "%,d channels in %s can be dropped; %s must stay.",
                        channels,
                        count(couplings.prunable().size(), "coupling"),
                        count(couplings.excluded().size(), "coupling")))
                .append("</div>");
        if (!couplings.prunable().isEmpty()) {
            html.append(Html.tableOfHtml(
                    PRUNABLE,
                    couplings.prunable().stream().map(CouplingsRenderer::row).toList()));
        }
        if (!couplings.excluded().isEmpty()) {
            html.append(Html.table(
                    EXCLUDED,
                    couplings.excluded().stream()
                            .map(excluded -> List.of(
                                    excluded.coupling().name(),
                                    Integer.toString(excluded.coupling().channels()),
                                    excluded.reason()))
                            .toList()));
        }
        return html.toString();
    }

    private static List<String> row(Coupling coupling) {
        return List.of(
                Html.escape(coupling.name()),
                Integer.toString(coupling.channels()),
                folded(coupling.members().stream()
                        .map(Coupling.Member::toString)
                        .toList()),
                folded(coupling.layers().stream()
                        .map(Coupling.Member::tensor)
                        .distinct()
                        .toList()));
    }

    /** The first few, the others behind a triangle. */
    private static String folded(List<String> names) {
        List<String> code = new ArrayList<>();
        names.forEach(name -> code.add("<code>" + Html.escape(name) + "</code>"));
        if (code.size() <= SHOWN) {
            return String.join(" ", code);
        }
        String rest = code.stream().skip(SHOWN).collect(Collectors.joining(" "));
        return String.join(" ", code.subList(0, SHOWN)) + "<details><summary>and " + (code.size() - SHOWN)
                + " more</summary>" + rest + "</details>";
    }

    private static String count(int number, String what) {
        return number + " " + what + (number == 1 ? "" : "s");
    }
}
