package dev.espalier.kernel.tool;

import dev.espalier.kernel.magic.Kind;
import dev.espalier.kernel.magic.Kinds;
import dev.espalier.kernel.magic.Variables;
import java.util.List;

/** Words of which many are paths, kept as they are written. */
record PathWordsKind() implements Kind<String> {

    @Override
    public String placeholder() {
        return "PATH";
    }

    @Override
    public String expected() {
        return "paths and options";
    }

    @Override
    public String parse(String word, Variables variables) {
        return word;
    }

    @Override
    public List<String> candidates(String prefix, Variables variables) {
        return Kinds.path().candidates(prefix, variables);
    }
}
