package dev.espalier.study;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.espalier.model.Cost;
import dev.espalier.model.Model;
import dev.espalier.model.Seed;
import dev.espalier.model.op.Shape;
import dev.espalier.model.zoo.Zoo;
import dev.espalier.prune.Prune;
import dev.espalier.prune.Rate;
import dev.espalier.quantize.Quantize;
import dev.espalier.train.Evaluation;
import java.awt.Color;
import java.awt.image.BufferedImage;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.knowm.xchart.BitmapEncoder;
import org.knowm.xchart.CategoryChart;
import tech.tablesaw.api.Table;

class ComparisonTest {

    private static final Comparison COMPARISON = new Comparison(
            "shirts (200 images)",
            List.of(
                    new Comparison.Row("dense", 0.9, new Cost(1000, 1000, 50_000, 50_000, 4000), false),
                    new Comparison.Row("quarter", 0.875, new Cost(1000, 250, 50_000, 12_500, 1040), true)));

    @Test
    void ratiosAreAgainstTheFirst() {
        Table table = COMPARISON.toTable();
        assertThat(table.doubleColumn("fewer weights [x]").asDoubleArray()).containsExactly(1, 4);
        assertThat(table.doubleColumn("fewer bytes [x]").asDoubleArray()).containsExactly(1, 3.85);
        assertThat(table.doubleColumn("accuracy [%]").asDoubleArray()).containsExactly(90, 87.5);
        assertThat(table.longColumn("kept").asObjectArray()).containsExactly(1000L, 250L);
        assertThat(table.name()).isEqualTo("judged on shirts (200 images)");
    }

    @Test
    void aMaskedModelClaimsNoSpeed() {
        assertThat(COMPARISON.toString().split("\n"))
                .contains("Masked models store and multiply their zeros: kept MACs are no claim of speed.")
                .contains("Judged on shirts (200 images); \"fewer\" is against dense.");
        assertThat(new Comparison("x", COMPARISON.rows().subList(0, 1)).toString())
                .doesNotContain("Masked");
    }

    @Test
    void columnsOfTheTerminalTableAreAligned() {
        String[] lines = COMPARISON.toString().split("\n");
        assertThat(lines[0].length()).isEqualTo(lines[1].length()).isEqualTo(lines[2].length());
        assertThat(lines[2]).startsWith("quarter").contains("87.50%").endsWith("3.85x");
    }

    @Test
    void barsHaveLengthsInProportion() {
        CategoryChart chart = COMPARISON.chart();
        assertThat(chart.getSeriesMap().get("quarter").getYData().stream().map(Number::doubleValue))
                .containsExactly(25.0, 25.0, 26.0);
        BufferedImage picture = BitmapEncoder.getBufferedImage(chart);
        int first = tallest(picture, Palette.series(0));
        int second = tallest(picture, Palette.series(1));
        assertThat(first).isGreaterThan(100);
        assertThat((double) second / first).isBetween(0.24, 0.28);
    }

    @Test
    void accuracyBarsStartAtZero() {
        BufferedImage picture = BitmapEncoder.getBufferedImage(COMPARISON.accuracyChart());
        int bar = tallest(picture, Palette.series(0));
        assertThat(bar).isGreaterThan(200);
        assertThat(COMPARISON.accuracyChart().getTitle()).isEqualTo("Accuracy on shirts (200 images)");
    }

    /** The longest vertical run of a colour, in pixels. */
    private static int tallest(BufferedImage picture, Color colour) {
        int tallest = 0;
        for (int x = 0; x < picture.getWidth(); x++) {
            int run = 0;
            for (int y = 0; y < picture.getHeight(); y++) {
                run = picture.getRGB(x, y) == colour.getRGB() ? run + 1 : 0;
                tallest = Math.max(tallest, run);
            }
        }
        return tallest;
    }

    @Test
    void modelsAreCountedAndNamedByWhatWasDoneToThem() {
        Model dense = Zoo.create("resnet8", Shape.of(1, 28, 28), 10, new Seed(1));
        Model pruned = Prune.pattern(Rate.times(4)).apply(dense).model();
        Model quantized = Quantize.fixed(4).apply(pruned).model();
        Comparison comparison = Comparison.of(dense, judged("shirts", 90))
                .and(pruned, judged("shirts", 80))
                .and(quantized, judged("shirts", 70));
        assertThat(comparison.data()).isEqualTo("shirts, 100 images");
        assertThat(comparison.rows())
                .containsExactly(
                        new Comparison.Row("resnet8", 0.9, Cost.of(dense), false),
                        new Comparison.Row("resnet8, pattern:8 4x", 0.8, Cost.of(pruned), true),
                        new Comparison.Row("resnet8, pattern:8 4x, fixed4", 0.7, Cost.of(quantized), true));
    }

    @Test
    void accuraciesOnDifferentImagesAreNotCompared() {
        Model model = Zoo.create("resnet8", Shape.of(1, 28, 28), 10, new Seed(1));
        Comparison comparison = Comparison.of("first", model, judged("shirts", 90));
        assertThatThrownBy(() -> comparison.and("second", model, judged("shoes", 90)))
                .hasMessage("'second' was judged on shoes, 100 images, the others on shirts, 100 images; accuracies"
                        + " compare only on the same images");
        assertThatThrownBy(() -> comparison.and("first", model, judged("shirts", 90)))
                .hasMessageContaining("[first, first]");
    }

    private static Evaluation judged(String data, int right) {
        return new Evaluation(
                data, List.of("right", "wrong"), 0.5, List.of(List.of(right, 100 - right), List.of(0, 0)));
    }

    @Test
    void twoModelsOfOneNameAreRefused() {
        Comparison.Row row = COMPARISON.rows().get(0);
        assertThatThrownBy(() -> new Comparison("x", List.of(row, row)))
                .hasMessage("two models of a comparison have one name: [dense, dense]; give names of your own");
        assertThatThrownBy(() -> new Comparison("x", List.of())).hasMessageContaining("at least one model");
    }
}
