package dev.espalier.gan;

import java.util.LinkedHashMap;
import java.util.Map;

/** Means of losses over the images seen so far. A loss may be ahead of another by the batch in progress. */
final class LossMeans {

    /**
     * One loss.
     *
     * @param sum over the images
     * @param images seen
     */
    record Sum(double sum, long images) {}

    private final Map<String, Sum> sums;

    LossMeans(Map<String, Sum> sums) {
        this.sums = new LinkedHashMap<>(sums);
    }

    void add(String loss, double mean, int images) {
        Sum before = sums.getOrDefault(loss, new Sum(0, 0));
        sums.put(loss, new Sum(before.sum + mean * images, before.images + images));
    }

    Map<String, Sum> sums() {
        return new LinkedHashMap<>(sums);
    }

    Map<String, Double> means() {
        Map<String, Double> means = new LinkedHashMap<>();
        sums.forEach((loss, sum) -> means.put(loss, sum.sum / sum.images));
        return means;
    }

    void clear() {
        sums.clear();
    }
}
