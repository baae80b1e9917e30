package dev.espalier.model.file;

import com.fasterxml.jackson.databind.node.ArrayNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import dev.espalier.model.Encoding;
import dev.espalier.model.Granularity;
import dev.espalier.model.LevelCode;
import dev.espalier.model.LevelSet;
import java.util.ArrayList;
import java.util.List;

/**
 * What {@code model.json} says of a quantized parameter.
 *
 * @param granularity which weights share a scale
 * @param sets the level sets in use; which group has which is with the levels themselves
 */
record LevelDescription(Granularity granularity, List<LevelSet> sets) {

    static LevelDescription of(Encoding.Quantized encoding) {
        return new LevelDescription(encoding.granularity(), LevelCode.sets(encoding));
    }

    void write(ObjectNode json) {
        json.put("granularity", granularity.toString());
        ArrayNode names = json.putArray("levels");
        sets.forEach(set -> names.add(set.toString()));
    }

    static LevelDescription read(Fields json) {
        try {
            List<LevelSet> sets = new ArrayList<>();
            json.texts("levels").forEach(name -> sets.add(LevelSet.parse(name)));
            if (sets.isEmpty() || sets.stream().distinct().count() < sets.size()) {
                throw json.complain("levels", "must be level sets, each once, found " + sets);
            }
            return new LevelDescription(Granularity.parse(json.text("granularity")), sets);
        } catch (FormatException damaged) {
            throw damaged;
        } catch (IllegalArgumentException refused) {
            throw new FormatException(json.place() + ": " + refused.getMessage(), refused);
        }
    }
}
