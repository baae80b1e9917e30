package dev.espalier.kernel.render;

import java.net.URI;
import java.util.Locale;
import java.util.Set;

/** Addresses as links; of schemes that could run something when clicked, only as text. */
public final class LinkRenderer implements Renderer<URI> {

    private static final Set<String> HARMLESS = Set.of("http", "https", "ftp", "mailto");

    @Override
    public Class<URI> type() {
        return URI.class;
    }

    @Override
    public MimeBundle render(URI address) {
        return of(address.toString(), address.getScheme());
    }

    static MimeBundle of(String address, String scheme) {
        MimeBundle text = MimeBundle.text(address);
        if (scheme == null || !HARMLESS.contains(scheme.toLowerCase(Locale.ROOT))) {
            return text;
        }
        String escaped = Html.escape(address);
        return text.with("text/html", "<a href=\"" + escaped + "\" rel=\"noopener\">" + escaped + "</a>");
    }
}
