package dev.espalier.train;

import dev.espalier.model.Encoding;
import dev.espalier.model.Model;
import dev.espalier.model.Nearest;
import dev.espalier.model.Parameters;
import dev.espalier.model.Step;
import java.util.Arrays;
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
    private Hold hold;

    /** Takes the arrays over. */
    ParameterStore(Parameters arrays, Hold hold) {
        this.arrays = new LinkedHashMap<>(arrays.arrays());
        hold(hold);
    }

    /** The parameters of a model under their own names, with its masks: a copy, the model stays as it is. */
    public static ParameterStore of(Model model) {
        return new ParameterStore(model.parameters().copy(), Hold.of(model.encodings()));
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
        return new ParameterStore(new Parameters(arrays).copy(), Hold.of(encodings));
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

    /** Everything as it is now, and as it will be: the arrays change with every step. */
    Parameters moving() {
        return new Parameters(arrays);
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
            if (encodings().containsKey(here)) {
                constrained.put(parameter, encodings().get(here));
            }
            if (hold.substitutes().containsKey(here)) {
                Substitute substitute = hold.substitutes().get(here);
                own.put(parameter, substitute.value());
                constrained.put(parameter, substitute.encoding());
            }
        }
        return start.with(new Parameters(own), constrained, done);
    }

    /** How the parameters are constrained, by name. */
    public Map<String, Encoding> encodings() {
        return hold.encodings();
    }

    /** Puts other constraints in force: weights that are masked from now on become zero now. */
    public void constrain(Map<String, Encoding> changed) {
        hold(hold.withEncodings(changed));
    }

    /** What holds the parameters besides a loss. */
    public Hold hold() {
        return hold;
    }

    /**
     * Puts something else in force: weights that are masked from now on become zero now.
     *
     * @throws IllegalArgumentException if it names a parameter that is not here, or an array has another shape than its
     *     parameter
     */
    public void hold(Hold changed) {
        changed.pulls().forEach((parameter, pull) -> {
            pull.anchor().ifPresent(anchor -> expectShape("anchor", parameter, anchor));
            if (pull.strength().rank() > 0) {
                expectShape("strength", parameter, pull.strength());
            }
        });
        changed.substitutes().forEach((parameter, substitute) -> expectShape("value", parameter, substitute.value()));
        changed.encodings().forEach((parameter, encoding) -> {
            if (hold == null || hold.encodings().get(parameter) != encoding) {
                encoding.masked().ifPresent(masked -> get(parameter).muli(masked.mask()));
            }
        });
        hold = changed;
    }

    private void expectShape(String what, String parameter, INDArray found) {
        long[] expected = get(parameter).shape();
        if (!Arrays.equals(found.shape(), expected)) {
            throw new IllegalArgumentException("the " + what + " that holds '" + parameter + "' has shape "
                    + Arrays.toString(found.shape()) + "; the parameter has " + Arrays.toString(expected));
        }
    }

    /** What the forward pass uses for a parameter: its substitute if it has one. */
    INDArray forward(String parameter) {
        Substitute substitute = hold.substitutes().get(parameter);
        return substitute == null ? get(parameter) : substitute.value();
    }

    /** A copy of everything as the forward pass uses it. */
    Parameters forward() {
        Map<String, INDArray> used = new LinkedHashMap<>(arrays);
        hold.substitutes().forEach((parameter, substitute) -> used.put(parameter, substitute.value()));
        return new Parameters(used).copy();
    }

    /** How what the forward pass uses is constrained, by name. */
    Map<String, Encoding> forwardEncodings() {
        Map<String, Encoding> used = new LinkedHashMap<>(hold.encodings());
        hold.substitutes().forEach((parameter, substitute) -> used.put(parameter, substitute.encoding()));
        return used;
    }

    /** The mask of a parameter, or null if it has none. */
    INDArray mask(String parameter) {
        Encoding encoding = hold.encodings().get(parameter);
        return encoding == null
                ? null
                : encoding.masked().map(Encoding.Masked::mask).orElse(null);
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
