package dev.espalier.kernel.render;

/** Values that know themselves how they are shown. */
public final class ShowableRenderer implements Renderer<Showable> {

    @Override
    public Class<Showable> type() {
        return Showable.class;
    }

    @Override
    public MimeBundle render(Showable value) {
        return value.show();
    }
}
