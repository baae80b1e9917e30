package dev.espalier.train;

import dev.espalier.model.Encoding;
import dev.espalier.model.Model;
import dev.espalier.model.Nearest;
import dev.espalier.model.Parameters;
import dev.espalier.model.Step;
import java.util.Collections;
import java.util.LinkedHashMap;
import java.util.Map;
import java.util.Set;
import org.bytedeco.javacpp.Pointer;
import org.nd4j.linalg.api.ndarray.INDArray;

/**
 * The parameters of one or more networks while they are trained: what {@link TrainingStep}s change in place. Several
 * steps may share a store, such as those of a generator and a discriminator.
 *
 * <p>Parameters of networks that were put into a {@link JointGraph} under a name are called {@code name/parameter}.
 */
public final class ParameterStore {

    private final Map<String, INDArray> arrays;
    private Map<String, Encoding> encodings;

    /** Takes the arrays over. */
    ParameterStore(Parameters arrays, Map<String, Encoding> encodings) {
        this.arrays = new LinkedHashMap<>(arrays.arrays());
        constrain(encodings);
    }

    /** The parameters of a model under their own names, with its masks: a copy, the model stays as it is. */
    public static ParameterStore of(Model model) {
        return new ParameterStore(model.parameters().copy(), model.encodings());
    }

    /**
     * The parameters of everything in some joint graphs, with the masks they came with: a copy.
     *
     * @throws IllegalArgumentException if two graphs mean different parameters by the same name
     */
    public static ParameterStore of(JointGraph... graphs) {
        Map<String, INDArray> arrays = new LinkedHashMap<>();
        Map<String, Encoding> encodings = new LinkedHashMap<>();
        for (JointGraph graph : graphs) {
            graph.parameters().arrays().forEach((name, array) -> {
                INDArray known = arrays.putIfAbsent(name, array);
                if (known != null && known != array) {
                    throw new IllegalArgumentException("'" + name + "' has other numbers in one graph than in another;"
                            + " put the same network into both, or give it another name");
                }
            });
            encodings.putAll(graph.encodings());
        }
        return new ParameterStore(new Parameters(arrays).copy(), encodings);
    }

    /** All names, in order. */
    public Set<String> names() {
        return Collections.unmodifiableSet(arrays.keySet());
    }

    /**
     * A parameter as it is now. The array changes with every step; {@code dup()} what must stay.
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

    /** A copy of everything as it is now. */
    public Parameters snapshot() {
        return new Parameters(arrays).copy();
    }

    /**
     * A model as it is now, in arrays of its own.
     *
     * @param name under which it was put into the joint graph
     * @param start the model that was put there
     * @param done what made it so, for its history
     */
    public Model model(String name, Model start, Step done) {
        Map<String, INDArray> own = new LinkedHashMap<>();
        Map<String, Encoding> constrained = new LinkedHashMap<>();
        for (String parameter : start.parameters().names()) {
            String here = name + "/" + parameter;
            own.put(parameter, get(here).dup('c'));
            if (encodings.containsKey(here)) {
                constrained.put(parameter, encodings.get(here));
            }
        }
        return start.with(new Parameters(own), constrained, done);
    }

    /** How the parameters are constrained, by name. */
    public Map<String, Encoding> encodings() {
        return encodings;
    }

    /** Puts other constraints in force: weights that are masked from now on become zero now. */
    public void constrain(Map<String, Encoding> changed) {
        changed.forEach((parameter, encoding) -> {
            if (encoding instanceof Encoding.Masked masked) {
                get(parameter).muli(masked.mask());
            }
        });
        encodings = Collections.unmodifiableMap(new LinkedHashMap<>(changed));
    }

    /** The mask of a parameter, or null if it has none. */
    INDArray mask(String parameter) {
        return encodings.get(parameter) instanceof Encoding.Masked masked ? masked.mask() : null;
    }

    /** The arrays themselves, by name. */
    Map<String, INDArray> arrays() {
        return Collections.unmodifiableMap(arrays);
    }

    /** Copies the numbers of one dense array to another of the same type: ND4J's own way takes many times longer. */
    static void copy(INDArray from, INDArray to) {
        Pointer.memcpy(
                to.data().addressPointer(),
                from.data().addressPointer(),
                from.length() * from.dataType().width());
    }
}
