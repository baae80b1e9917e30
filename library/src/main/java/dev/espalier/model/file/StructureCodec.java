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
    private static final String COUPLED = "coupled";
    private static final String NM = "n:m";
    private static final String FILTER = "filter";
    private static final String CHANNEL = "channel";
    private static final String COLUMN = "column";
    private static final String BLOCK = "block";
    private static final String BLOCK_PUNCHED = "block-punched";
    private static final String BLOCK_ROW = "block-row";
    private static final String BLOCK_COLUMN = "block-column";
    private static final String TOKEN_LANE = "token-lane";
    private static final String POSITION = "position";
    private static final String TASK_PARTITION = "task-partition";
    private static final List<String> KINDS = List.of(
            UNSTRUCTURED,
            PATTERN_CONNECTIVITY,
            COUPLED,
            NM,
            FILTER,
            CHANNEL,
            COLUMN,
            BLOCK,
            BLOCK_PUNCHED,
            BLOCK_ROW,
            BLOCK_COLUMN,
            TOKEN_LANE,
            POSITION,
            TASK_PARTITION);

    private StructureCodec() {}

    static void write(Structure structure, ObjectNode json) {
        if (structure instanceof Structure.Blocked blocked) {
            write(blocked, json);
        } else if (structure instanceof Structure.Unstructured) {
            json.put("kind", UNSTRUCTURED);
        } else if (structure instanceof Structure.TaskPartition partition) {
            json.put("kind", TASK_PARTITION).put("task", partition.task());
        } else if (structure instanceof Structure.Coupled) {
            json.put("kind", COUPLED);
        } else if (structure instanceof Structure.NM nm) {
            json.put("kind", NM).put("n", nm.n()).put("m", nm.m());
        } else if (structure instanceof Structure.PatternConnectivity connectivity) {
            json.put("kind", PATTERN_CONNECTIVITY);
            if (connectivity.sharing() > 1) {
                json.put("sharing", connectivity.sharing());
            }
            ArrayNode patterns = json.putArray("patterns");
            for (KernelPattern pattern : connectivity.patterns()) {
                patterns.addObject()
                        .put("height", pattern.height())
                        .put("width", pattern.width())
                        .put("bits", Integer.toBinaryString(pattern.bits()));
            }
        } else {
            throw unknown(structure);
        }
    }

    private static void write(Structure.Blocked structure, ObjectNode json) {
        if (structure instanceof Structure.Filter) {
            json.put("kind", FILTER);
        } else if (structure instanceof Structure.Channel) {
            json.put("kind", CHANNEL);
        } else if (structure instanceof Structure.Column) {
            json.put("kind", COLUMN);
        } else if (structure instanceof Structure.Block block) {
            json.put("kind", BLOCK).put("outputs", block.outputs()).put("inputs", block.inputs());
        } else if (structure instanceof Structure.BlockPunched punched) {
            json.put("kind", BLOCK_PUNCHED).put("filters", punched.filters()).put("channels", punched.channels());
        } else if (structure instanceof Structure.BlockRow row) {
            json.put("kind", BLOCK_ROW).put("columns", row.columns());
        } else if (structure instanceof Structure.BlockColumn column) {
            json.put("kind", BLOCK_COLUMN).put("rows", column.rows());
        } else if (structure instanceof Structure.TokenLane lane) {
            json.put("kind", TOKEN_LANE).put("outputs", lane.outputs());
        } else if (structure instanceof Structure.Position position) {
            json.put("kind", POSITION).put("filters", position.filters());
        } else {
            throw unknown(structure);
        }
    }

    private static IllegalArgumentException unknown(Structure structure) {
        return new IllegalArgumentException("the structure '" + structure + "' cannot be saved");
    }

    static Structure read(Fields json) {
        try {
            Structure structure = of(json.text("kind"), json);
            json.end();
            return structure;
        } catch (IllegalArgumentException refused) {
            throw new FormatException(json.place() + ": " + refused.getMessage(), refused);
        }
    }

    private static Structure of(String kind, Fields json) {
        return switch (kind) {
            case UNSTRUCTURED -> new Structure.Unstructured();
            case COUPLED -> new Structure.Coupled();
            case PATTERN_CONNECTIVITY ->
                new Structure.PatternConnectivity(
                        json.objects("patterns").stream()
                                .map(StructureCodec::readPattern)
                                .toList(),
                        json.has("sharing") ? json.integer("sharing") : 1);
            case NM -> new Structure.NM(json.integer("n"), json.integer("m"));
            case FILTER -> new Structure.Filter();
            case CHANNEL -> new Structure.Channel();
            case COLUMN -> new Structure.Column();
            case BLOCK -> new Structure.Block(json.integer("outputs"), json.integer("inputs"));
            case BLOCK_PUNCHED -> new Structure.BlockPunched(json.integer("filters"), json.integer("channels"));
            case BLOCK_ROW -> new Structure.BlockRow(json.integer("columns"));
            case BLOCK_COLUMN -> new Structure.BlockColumn(json.integer("rows"));
            case TOKEN_LANE -> new Structure.TokenLane(json.integer("outputs"));
            case TASK_PARTITION -> new Structure.TaskPartition(json.integer("task"));
            case POSITION -> new Structure.Position(json.integer("filters"));
            default ->
                throw json.complain("kind", "is the unknown structure '" + kind + "'" + Nearest.hint(kind, KINDS));
        };
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
