package dev.espalier.kernel.render;

import dev.espalier.compile.network.CompiledModel;
import dev.espalier.compile.network.Profile;

/** What a model was compiled to. */
public final class CompiledModelRenderer implements Renderer<CompiledModel> {

    @Override
    public Class<CompiledModel> type() {
        return CompiledModel.class;
    }

    @Override
    public MimeBundle render(CompiledModel model) {
        MimeBundle calls = new ProfileRenderer().render(Profile.of(model));
        String html = "<div><b>" + Html.escape(model.toString()) + "</b></div>"
                + calls.data().get("text/html");
        return MimeBundle.text(model + "\n" + Profile.of(model)).with("text/html", html);
    }
}
