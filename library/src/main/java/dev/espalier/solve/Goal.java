package dev.espalier.solve;

import dev.espalier.constraint.Member;
import dev.espalier.model.Encoding;
import dev.espalier.model.Model;
import dev.espalier.model.Parameters;
import dev.espalier.model.Step;
import java.util.ArrayList;
import java.util.Collections;
import java.util.HashSet;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import org.nd4j.linalg.api.ndarray.INDArray;

/**
 * Where the weights of a model are to end: in the intersection of the sets of all parts.
 *
 * <p>Parts that share a parameter are projected onto one after the other, in order. With sparsity before levels the result
 * is in both, as zero is a level of every level set.
 *
 * @param parts at least one
 */
public record Goal(List<Part> parts) {

    public Goal {
        parts = List.copyOf(parts);
        if (parts.isEmpty()) {
            throw new IllegalArgumentException("a goal without parts; it constrains no weights");
        }
    }

    /** This goal and, on its result, another. */
    public Goal and(Goal other) {
        List<Part> all = new ArrayList<>(parts);
        all.addAll(other.parts);
        return new Goal(all);
    }

    /**
     * The members that weights are projected onto, by parameter.
     *
     * @param weights all parameters of a model
     * @param current how they are constrained; a level set keeps the mask that is in force, a mask replaces it
     * @throws IllegalArgumentException if a projection fails; names the layer
     */
    public Map<String, Member> project(Parameters weights, Map<String, Encoding> current) {
        Map<String, INDArray> values = new LinkedHashMap<>(weights.arrays());
        Map<String, Member> members = new LinkedHashMap<>();
        for (int from = 0; from < parts.size(); ) {
            List<Part> apart = apart(from);
            from += apart.size();
            for (Map<String, Member> projected : InParallel.map(apart, part -> part.project(values))) {
                projected.forEach((parameter, member) -> {
                    Encoding encoding = members.containsKey(parameter)
                            ? both(members.get(parameter).encoding(), member.encoding())
                            : over(current.get(parameter), member.encoding());
                    values.put(parameter, member.weights());
                    members.put(parameter, new Member(member.weights(), encoding));
                });
            }
        }
        return members;
    }

    /** As many parts from one on as have no parameter in common: the order in which these are projected does not matter. */
    private List<Part> apart(int from) {
        Set<String> taken = new HashSet<>();
        int end = from;
        while (end < parts.size() && Collections.disjoint(taken, parts.get(end).parameters())) {
            taken.addAll(parts.get(end++).parameters());
        }
        return parts.subList(from, end);
    }

    private static Encoding over(Encoding old, Encoding encoding) {
        boolean inherits = encoding instanceof Encoding.Quantized && old != null;
        return inherits && encoding.masked().isEmpty() ? masked(encoding, old.masked()) : encoding;
    }

    /** What two parts on one parameter come to: the zeros of both, the levels of the one that has some. */
    private static Encoding both(Encoding first, Encoding second) {
        Optional<Encoding.Masked> mask = first.masked().isPresent()
                        && second.masked().isPresent()
                ? Optional.of(common(first.masked().get(), second.masked().get()))
                : first.masked().or(second::masked);
        if (second instanceof Encoding.Quantized) {
            return masked(second, mask);
        }
        return first instanceof Encoding.Quantized
                ? masked(first, mask)
                : mask.<Encoding>map(masked -> masked).orElse(second);
    }

    private static Encoding.Masked common(Encoding.Masked first, Encoding.Masked second) {
        return new Encoding.Masked(first.mask().mul(second.mask()), second.structure());
    }

    private static Encoding masked(Encoding encoding, Optional<Encoding.Masked> mask) {
        Encoding.Quantized quantized = (Encoding.Quantized) encoding;
        return new Encoding.Quantized(quantized.granularity(), quantized.sets(), quantized.scales(), mask);
    }

    /** How many parts share the parameter that has most of them. */
    int mostPartsOfAParameter() {
        Map<String, Integer> counts = new LinkedHashMap<>();
        parts.forEach(part -> part.parameters().forEach(parameter -> counts.merge(parameter, 1, Integer::sum)));
        return counts.values().stream().mapToInt(Integer::intValue).max().orElseThrow();
    }

    /**
     * A model with every constrained parameter replaced by the member it is projected onto.
     *
     * @param done for its history
     */
    public Model apply(Model model, Step done) {
        return apply(model, model, done);
    }

    /**
     * A model with the weights of another, every constrained one replaced by the member it is projected onto.
     *
     * @param given has the history
     * @param weights has the weights and encodings; may be the same
     * @param done for the history
     */
    Model apply(Model given, Model weights, Step done) {
        Map<String, INDArray> values = new LinkedHashMap<>(weights.parameters().arrays());
        Map<String, Encoding> encodings = new LinkedHashMap<>(weights.encodings());
        project(weights.parameters(), weights.encodings()).forEach((parameter, member) -> {
            values.put(parameter, member.weights());
            encodings.put(parameter, member.encoding());
        });
        return given.with(new Parameters(values), encodings, done);
    }
}
