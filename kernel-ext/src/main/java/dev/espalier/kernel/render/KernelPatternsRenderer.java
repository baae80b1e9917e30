package dev.espalier.kernel.render;

import dev.espalier.prune.KernelPatterns;
import dev.espalier.study.PatternPicture;

/** Mined kernel patterns as a drawing, with how often each is met. */
public final class KernelPatternsRenderer implements Renderer<KernelPatterns> {

    @Override
    public Class<KernelPatterns> type() {
        return KernelPatterns.class;
    }

    @Override
    public MimeBundle render(KernelPatterns mined) {
        return MimeBundle.text(mined.toString()).with("image/png", ImageRenderer.png(PatternPicture.of(mined)));
    }
}
