package dev.espalier.kernel.render;

import dev.espalier.model.Cost;
import dev.espalier.model.Model;
import dev.espalier.model.Step;
import java.util.Map;
import java.util.stream.Collectors;

/** Models: name, cost, masks and history; layer by layer is what {@code summary()} is for. */
public final class ModelRenderer implements Renderer<Model> {

    @Override
    public Class<Model> type() {
        return Model.class;
    }

    @Override
    public MimeBundle render(Model model) {
        StringBuilder html = new StringBuilder();
        html.append("<div><b>").append(Html.escape(model.name())).append("</b> &nbsp;");
        html.append(Html.escape(model.takes() + " → " + model.gives()));
        html.append("</div><div>")
                .append(Html.escape(Cost.of(model).toString()))
                .append("</div>");
        model.structures().forEach((structure, tensors) -> html.append("<div>masked: ")
                .append(tensors)
                .append(tensors == 1 ? " tensor, " : " tensors, ")
                .append(Html.escape(structure.toString()))
                .append("</div>"));
        html.append("<ol style=\"margin:.4em 0 0;padding-left:1.6em;opacity:.8;font-size:90%\">");
        model.history().forEach(step -> html.append("<li>").append(html(step)).append("</li>"));
        return MimeBundle.text(model.toString())
                .with("text/html", html.append("</ol>").toString());
    }

    private static String html(Step step) {
        return "<b>" + Html.escape(step.verb()) + "</b> "
                + step.settings().entrySet().stream().map(ModelRenderer::html).collect(Collectors.joining(" · "));
    }

    private static String html(Map.Entry<String, String> setting) {
        return Html.escape(setting.getKey() + " " + setting.getValue());
    }
}
