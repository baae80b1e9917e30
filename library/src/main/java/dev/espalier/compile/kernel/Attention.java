package dev.espalier.compile.kernel;

import dev.espalier.compile.layout.Features;
import dev.espalier.compile.layout.Layout;
import dev.espalier.compile.layout.Plain;
import java.util.ArrayList;
import java.util.List;

/**
 * Scaled dot-product attention (Vaswani et al. 2017, section 3.2): in each head, every position of the query takes the mean
 * of the values of all positions, weighted by softmax(scale query · key + mask). A head's features are neighbours.
 *
 * @param heads how many
 * @param positions of the query
 * @param keys positions of key and value
 * @param width features of a head
 * @param scale of the scores
 * @param query where the queries are
 * @param key where the keys are
 * @param value where the values are
 * @param mask where what is added to the scores of each key is; null if nothing is. It may be any number or minus infinity;
 *     if a query's scores all are, its weights are equal
 * @param output heads times width features
 */
public record Attention(
        int heads,
        int positions,
        int keys,
        int width,
        double scale,
        Part query,
        Part key,
        Part value,
        Plain mask,
        Features output)
        implements Task {

    /**
     * Neighbouring features of a tensor: several projections may lie one after the other.
     *
     * @param layout of the tensor
     * @param first of the features
     */
    public record Part(Features layout, int first) {}

    @Override
    public List<Layout> inputs() {
        List<Layout> all = new ArrayList<>(List.of(query.layout(), key.layout(), value.layout()));
        if (mask != null) {
            all.add(mask);
        }
        return all;
    }

    @Override
    public String signature() {
        return "attention " + heads + "x" + width + " " + positions + " to " + keys + " " + scale + " " + query + " "
                + key + " " + value + (mask == null ? "" : " masked");
    }
}
