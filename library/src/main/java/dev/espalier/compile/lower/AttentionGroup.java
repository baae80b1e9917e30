package dev.espalier.compile.lower;

import dev.espalier.compile.kernel.Attention;
import dev.espalier.compile.layout.Features;
import dev.espalier.compile.layout.Plain;
import dev.espalier.model.Node;
import dev.espalier.model.op.Shape;
import java.util.ArrayList;
import java.util.List;
import java.util.Set;

/**
 * Scaled dot-product attention with all its heads.
 *
 * @param output the node whose result it is, [1, positions, features]
 * @param members all nodes that it computes
 * @param heads how many
 * @param query where the queries are
 * @param key where the keys are
 * @param value where the values are
 * @param scale of the scores
 * @param mask what is added to the scores of each key; null if nothing is
 */
record AttentionGroup(
        Node output, Set<String> members, int heads, Source query, Source key, Source value, double scale, String mask)
        implements Group {

    /**
     * Neighbouring features of a sequence.
     *
     * @param sequence its name
     * @param first of the features
     */
    record Source(String sequence, int first) {}

    @Override
    public void lower(Lowering lowering) {
        Tensor queries = lowering.features(query.sequence());
        Tensor keys = lowering.features(key.sequence());
        Tensor values = lowering.features(value.sequence());
        List<Tensor> inputs = new ArrayList<>(List.of(queries, keys, values));
        if (mask != null) {
            inputs.add(lowering.plain(mask));
        }
        Shape shape = lowering.scene().shape(output.name());
        Attention task = new Attention(
                heads,
                shape.dim(1),
                keys.shape().dim(1),
                shape.dim(2) / heads,
                scale,
                part(queries, query),
                part(keys, key),
                part(values, value),
                mask == null ? null : (Plain) inputs.get(3).layout(),
                new Features(shape.dim(2), shape.dim(1), lowering.target().lanes()));
        lowering.bind(output.name(), lowering.call(shape, task, inputs));
    }

    private static Attention.Part part(Tensor tensor, Source source) {
        return new Attention.Part((Features) tensor.layout(), source.first());
    }
}
