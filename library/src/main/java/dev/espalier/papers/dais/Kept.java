package dev.espalier.papers.dais;

import dev.espalier.model.Coupling;
import dev.espalier.model.Encoding;
import dev.espalier.model.Model;
import dev.espalier.model.Structure;
import dev.espalier.model.op.Parameter;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.stream.IntStream;
import org.nd4j.linalg.api.ndarray.INDArray;
import org.nd4j.linalg.factory.Nd4j;
import org.nd4j.linalg.indexing.INDArrayIndex;
import org.nd4j.linalg.indexing.NDArrayIndex;

/**
 * The channels that stay when indicators are rounded: those above one half, and the largest of a group that would lose more
 * than it may.
 *
 * @param stays for each group, whether each channel stays
 */
record Kept(List<boolean[]> stays) {

    static Kept of(Indicators indicators, Map<String, double[]> values) {
        List<boolean[]> stays = new ArrayList<>();
        for (Indicators.Group group : indicators.groups()) {
            double[] mean = group.mean(values);
            int above = (int)
                    IntStream.range(0, mean.length).filter(c -> mean[c] > 0.5).count();
            int count = Math.max(above, (int) Math.ceil(Dais.LEAST * mean.length));
            boolean[] chosen = new boolean[mean.length];
            IntStream.range(0, mean.length)
                    .boxed()
                    .sorted((a, b) -> Double.compare(mean[b], mean[a]))
                    .limit(count)
                    .forEach(c -> chosen[c] = true);
            stays.add(chosen);
        }
        return new Kept(stays);
    }

    /** How many channels stay, by the name of their group. */
    Map<String, Integer> widths(Indicators indicators) {
        Map<String, Integer> widths = new LinkedHashMap<>();
        for (int g = 0; g < stays.size(); g++) {
            boolean[] chosen = stays.get(g);
            String name = indicators.groups().get(g).coupling().name();
            widths.merge(
                    name,
                    (int) IntStream.range(0, chosen.length)
                            .filter(c -> chosen[c])
                            .count(),
                    Integer::sum);
        }
        return widths;
    }

    /** Ones and zeros in place of indicators. */
    Map<String, double[]> asIndicators(Indicators indicators) {
        Map<String, double[]> values = new LinkedHashMap<>();
        indicators.norms().forEach((norm, channels) -> values.put(norm, new double[channels]));
        for (int g = 0; g < stays.size(); g++) {
            for (Coupling.Member place : indicators.groups().get(g).places()) {
                for (int c = 0; c < stays.get(g).length; c++) {
                    values.get(place.tensor())[Indicators.position(place, c)] = stays.get(g)[c] ? 1 : 0;
                }
            }
        }
        return values;
    }

    /** Masks that take the other channels out of everything trained that they run through. */
    Map<String, Encoding.Masked> masks(Model model, Indicators indicators) {
        Map<String, INDArray> masks = new LinkedHashMap<>();
        for (int g = 0; g < stays.size(); g++) {
            for (Coupling.Member member : indicators.groups().get(g).coupling().members()) {
                var parameter = (Parameter) model.graph().node(member.tensor()).op();
                if (!parameter.role().trainable()) {
                    continue;
                }
                INDArray mask = masks.computeIfAbsent(
                        member.tensor(),
                        name -> Nd4j.onesLike(model.parameters().get(name)));
                INDArrayIndex[] at = new INDArrayIndex[mask.rank()];
                Arrays.fill(at, NDArrayIndex.all());
                for (int c = 0; c < stays.get(g).length; c++) {
                    if (!stays.get(g)[c]) {
                        for (int position : member.positions().of(c)) {
                            at[member.axis()] = NDArrayIndex.point(position);
                            mask.put(at, 0f);
                        }
                    }
                }
            }
        }
        Map<String, Encoding.Masked> encodings = new LinkedHashMap<>();
        masks.forEach((name, mask) -> encodings.put(name, new Encoding.Masked(mask, new Structure.Coupled())));
        return encodings;
    }
}
