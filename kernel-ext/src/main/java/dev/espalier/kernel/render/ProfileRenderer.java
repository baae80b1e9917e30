package dev.espalier.kernel.render;

import dev.espalier.compile.network.Profile;
import java.util.List;

/** A compiled network call by call. */
public final class ProfileRenderer implements Renderer<Profile> {

    @Override
    public Class<Profile> type() {
        return Profile.class;
    }

    @Override
    public MimeBundle render(Profile profile) {
        List<Html.Column> columns = profile.headings().stream()
                .map(head -> head.startsWith(">") ? Html.Column.number(head.substring(1)) : Html.Column.name(head))
                .toList();
        String all = profile.timed() ? Html.note(profile.note()) : "";
        return MimeBundle.text(profile.toString()).with("text/html", Html.table(columns, profile.rows()) + all);
    }
}
