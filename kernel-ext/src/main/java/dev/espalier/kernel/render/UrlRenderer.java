package dev.espalier.kernel.render;

import java.net.URL;

/** As {@link LinkRenderer}. */
public final class UrlRenderer implements Renderer<URL> {

    @Override
    public Class<URL> type() {
        return URL.class;
    }

    @Override
    public MimeBundle render(URL address) {
        return LinkRenderer.of(address.toString(), address.getProtocol());
    }
}
