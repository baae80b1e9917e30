package dev.espalier.kernel.protocol;

import dev.espalier.kernel.evaluate.Output;
import dev.espalier.kernel.render.MimeBundle;

/** Nowhere: what user expressions print is not shown. */
enum Discarded implements Output {
    INSTANCE;

    @Override
    public void print(Channel channel, String text) {}

    @Override
    public void display(MimeBundle value, String displayId) {}

    @Override
    public void update(MimeBundle value, String displayId) {}

    @Override
    public void clear(boolean wait) {}
}
