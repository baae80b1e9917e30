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
        Profile calls = Profile.of(model);
        String html = "<div><b>" + Html.escape(model.toString()) + "</b></div>" + new ProfileRenderer().html(calls);
        return MimeBundle.text(model + "\n" + calls).with("text/html", html);
    }
}
