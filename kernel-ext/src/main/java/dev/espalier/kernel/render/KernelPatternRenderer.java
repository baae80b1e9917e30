package dev.espalier.kernel.render;

import dev.espalier.model.KernelPattern;
import dev.espalier.study.PatternPicture;
import java.util.List;

/** One kernel pattern as a drawing. */
public final class KernelPatternRenderer implements Renderer<KernelPattern> {

    @Override
    public Class<KernelPattern> type() {
        return KernelPattern.class;
    }

    @Override
    public MimeBundle render(KernelPattern pattern) {
        return MimeBundle.text(pattern.toString())
                .with("image/png", ImageRenderer.png(PatternPicture.of(List.of(pattern))));
    }
}
