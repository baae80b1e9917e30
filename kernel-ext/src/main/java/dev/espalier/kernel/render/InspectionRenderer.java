package dev.espalier.kernel.render;

import dev.espalier.compile.network.Inspection;

/** A network layer by layer: as it is, or as it was compiled. */
public final class InspectionRenderer implements Renderer<Inspection> {

    @Override
    public Class<Inspection> type() {
        return Inspection.class;
    }

    @Override
    public MimeBundle render(Inspection inspection) {
        String html = inspection.code().map(InspectionRenderer::html).orElseGet(() -> new SummaryRenderer()
                .html(inspection.summary()));
        return MimeBundle.text(inspection.toString()).with("text/html", html);
    }

    private static String html(Inspection.Code code) {
        return "<div><b>" + Html.escape(code.description()) + "</b></div>" + Html.note(code.fusion())
                + new ProfileRenderer().html(code.profile());
    }
}
