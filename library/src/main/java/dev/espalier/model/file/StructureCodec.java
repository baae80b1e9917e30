package dev.espalier.model.file;

import com.fasterxml.jackson.databind.node.ArrayNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import dev.espalier.model.KernelPattern;
import dev.espalier.model.Nearest;
import dev.espalier.model.Structure;
import java.util.List;

/** Structures of masks as JSON and back. */
final class StructureCodec {

    private static final String UNSTRUCTURED = "unstructured";
    private static final String PATTERN_CONNECTIVITY = "pattern+connectivity";
    private static final List<String> KINDS = List.of(UNSTRUCTURED, PATTERN_CONNECTIVITY);

    private StructureCodec() {}

    static void write(Structure structure, ObjectNode json) {
        if (structure instanceof Structure.Unstructured) {
            json.put("kind", UNSTRUCTURED);
        } else if (structure instanceof Structure.PatternConnectivity connectivity) {
            json.put("kind", PATTERN_CONNECTIVITY);
            ArrayNode patterns = json.putArray("patterns");
            for (KernelPattern pattern : connectivity.patterns()) {
                patterns.addObject()
                        .put("height", pattern.height())
                        .put("width", pattern.width())
                        .put("bits", Integer.toBinaryString(pattern.bits()));
            }
        } else {
            throw new IllegalArgumentException("the structure '" + structure + "' cannot be saved");
        }
    }

    static Structure read(Fields json) {
        String kind = json.text("kind");
        Structure structure =
                switch (kind) {
                    case UNSTRUCTURED -> new Structure.Unstructured();
                    case PATTERN_CONNECTIVITY ->
                        new Structure.PatternConnectivity(json.objects("patterns").stream()
                                .map(StructureCodec::readPattern)
                                .toList());
                    default ->
                        throw json.complain(
                                "kind", "is the unknown structure '" + kind + "'" + Nearest.hint(kind, KINDS));
                };
        json.end();
        return structure;
    }

    private static KernelPattern readPattern(Fields json) {
        String bits = json.text("bits");
        if (!bits.matches("[01]{1,32}")) {
            throw json.complain("bits", "must be 1 to 32 zeros and ones, found '" + bits + "'");
        }
        try {
            var pattern =
                    new KernelPattern(json.integer("height"), json.integer("width"), Integer.parseUnsignedInt(bits, 2));
            json.end();
            return pattern;
        } catch (IllegalArgumentException refused) {
            throw new FormatException(json.place() + ": " + refused.getMessage(), refused);
        }
    }
}
