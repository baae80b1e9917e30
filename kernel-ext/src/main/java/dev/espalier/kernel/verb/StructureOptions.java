package dev.espalier.kernel.verb;

import dev.espalier.kernel.magic.Arguments;
import dev.espalier.kernel.magic.Kinds;
import dev.espalier.kernel.magic.MagicException;
import dev.espalier.kernel.magic.Parameter;
import dev.espalier.kernel.magic.Schema;
import dev.espalier.prune.Scheme;

/** What shape zeros may have. */
final class StructureOptions {

    static final Parameter<Scheme> STRUCTURE = Parameter.option(
                    "structure",
                    Kinds.form(
                            "STRUCTURE",
                            "a structure such as pattern:8, block-punched:8x4, n:m:2:4 or filter",
                            Scheme.NAMES,
                            Scheme::parse),
                    "where zeros may be: " + String.join(", ", Scheme.NAMES) + ", with details such as pattern:8/g4,"
                            + " block-punched:8x4, n:m:2:4")
            .orElse(Scheme.PATTERN);
    static final Parameter<Integer> PATTERNS = Parameter.option(
            "patterns", Kinds.integer(1, 56), "size of the pattern set, as in pattern:8 (8 if left out)");

    private StructureOptions() {}

    /** The structure that was asked for. */
    static Scheme scheme(Schema schema, Arguments arguments) {
        Scheme scheme = arguments.get(STRUCTURE);
        if (arguments.find(PATTERNS).isEmpty()) {
            return scheme;
        }
        if (!(scheme instanceof Scheme.Pattern pattern)) {
            throw MagicException.usage(
                    schema, PATTERNS.shown() + " needs --structure pattern, found --structure " + scheme);
        }
        return new Scheme.Pattern(arguments.get(PATTERNS), pattern.sharing());
    }
}
