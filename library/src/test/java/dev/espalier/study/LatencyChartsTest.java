package dev.espalier.study;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.espalier.compile.kernel.Schedule;
import dev.espalier.compile.network.LayerProfile;
import dev.espalier.compile.network.Profile;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.stream.IntStream;
import org.junit.jupiter.api.Test;
import org.knowm.xchart.CategoryChart;

class LatencyChartsTest {

    private static LayerProfile call(String layer, double milliseconds) {
        return new LayerProfile(layer, "work", "dense", 1, 0, 0, new Schedule("plain", Map.of()), milliseconds);
    }

    private static List<Object> heights(CategoryChart chart, String series) {
        return new ArrayList<>(chart.getSeriesMap().get(series).getYData());
    }

    @Test
    void callsOfALayerAreOneBar() {
        Profile profile =
                new Profile("net", List.of(call("a", 1), call("b", 2), call("a", 0.5)), Map.of("a", 6.0, "b", 2.5));
        CategoryChart chart = LatencyCharts.layers(profile);
        assertThat(chart.getTitle()).isEqualTo("Milliseconds of the layers of net");
        assertThat(chart.getSeriesMap().get("as it is").getXData()).asList().containsExactly("a", "b");
        assertThat(heights(chart, "as it is")).containsExactly(1.5, 2.0);
        assertThat(heights(chart, "no weight zero")).containsExactly(6.0, 2.5);
    }

    @Test
    void theShortestOfVeryManyAreSummedUp() {
        List<LayerProfile> calls =
                IntStream.rangeClosed(1, 50).mapToObj(i -> call("l" + i, i)).toList();
        CategoryChart chart = LatencyCharts.layers(new Profile("net", calls, Map.of()));
        assertThat(chart.getSeriesMap()).containsOnlyKeys("as it is");
        List<Object> heights = heights(chart, "as it is");
        assertThat(heights).hasSize(41).startsWith(11.0).endsWith(50.0, 55.0);
    }

    @Test
    void timesThatWereNotTakenAreNotDrawn() {
        Profile unknown = new Profile("net", List.of(call("a", Double.NaN)), Map.of());
        assertThatThrownBy(() -> LatencyCharts.layers(unknown))
                .hasMessage("the calls of 'net' were not timed; Profile.measure(compiled, cancellation) does");
    }

    @Test
    void mediansAreBarsInTheOrderGiven() {
        Map<String, Double> times = new LinkedHashMap<>();
        times.put("net", 2.0);
        times.put("small", 0.5);
        CategoryChart chart = LatencyCharts.medians("Milliseconds of a run", times);
        assertThat(chart.getSeriesMap().get("median").getXData()).asList().containsExactly("net", "small");
        assertThat(heights(chart, "median")).containsExactly(2.0, 0.5);
    }
}
