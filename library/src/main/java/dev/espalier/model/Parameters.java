package dev.espalier.model;

import java.util.Collections;
import java.util.LinkedHashMap;
import java.util.Map;
import java.util.Set;
import org.nd4j.linalg.api.ndarray.INDArray;

/**
 * The tensors of a model by name. Arrays are mutable, so the rule is: whoever puts one in or takes one out does not write
 * to it; {@link #copy()} gives arrays of one's own.
 *
 * @param arrays float32 arrays in the order of the graph's parameter nodes
 */
public record Parameters(Map<String, INDArray> arrays) {

    public Parameters {
        arrays = Collections.unmodifiableMap(new LinkedHashMap<>(arrays));
    }

    /**
     * Those that a graph has, in its order; others are left out.
     *
     * @param arrays by name, at least one for each parameter of the graph
     * @throws IllegalArgumentException if one is missing, with the nearest name there is
     */
    public static Parameters of(Graph graph, Map<String, INDArray> arrays) {
        Parameters all = new Parameters(arrays);
        Map<String, INDArray> own = new LinkedHashMap<>();
        graph.parameters().forEach(node -> own.put(node.name(), all.get(node.name())));
        return new Parameters(own);
    }

    /**
     * One tensor.
     *
     * @throws IllegalArgumentException if there is none of this name, with the nearest name there is
     */
    public INDArray get(String name) {
        INDArray array = arrays.get(name);
        if (array == null) {
            throw new IllegalArgumentException("no parameter '" + name + "'" + Nearest.hint(name, arrays.keySet()));
        }
        return array;
    }

    /** All names, in order. */
    public Set<String> names() {
        return arrays.keySet();
    }

    /** These parameters with one replaced, in place of the old one. */
    public Parameters with(String name, INDArray array) {
        get(name);
        Map<String, INDArray> changed = new LinkedHashMap<>(arrays);
        changed.put(name, array);
        return new Parameters(changed);
    }

    /** The same numbers in arrays of their own. */
    public Parameters copy() {
        Map<String, INDArray> copies = new LinkedHashMap<>();
        arrays.forEach((name, array) -> copies.put(name, array.dup('c')));
        return new Parameters(copies);
    }
}
