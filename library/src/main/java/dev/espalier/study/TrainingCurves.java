package dev.espalier.study;

import dev.espalier.train.Epoch;
import dev.espalier.train.TrainingRun;
import java.util.function.ToDoubleFunction;
import org.knowm.xchart.XYChart;
import org.knowm.xchart.XYChartBuilder;
import org.knowm.xchart.style.markers.SeriesMarkers;

/**
 * How a training run went, epoch by epoch: on training images as they were met, and on test images after the epoch.
 */
public final class TrainingCurves {

    private static final String TRAINING = "training";
    private static final String TEST = "test";

    private TrainingCurves() {}

    /**
     * Loss against epoch, on training and test images. The training loss is that of the plan, label smoothing included.
     *
     * @throws IllegalArgumentException if the run has no finished epoch
     */
    public static XYChart loss(TrainingRun run) {
        XYChart chart = chart(run, "Loss", "cross-entropy [nats]");
        add(chart, TRAINING, run, Epoch::loss);
        add(chart, TEST, run, epoch -> epoch.test().loss());
        return chart;
    }

    /**
     * Accuracy in percent against epoch, on training and test images.
     *
     * @throws IllegalArgumentException if the run has no finished epoch
     */
    public static XYChart accuracy(TrainingRun run) {
        XYChart chart = chart(run, "Accuracy", "images classified rightly [%]");
        add(chart, TRAINING, run, epoch -> 100 * epoch.accuracy());
        add(chart, TEST, run, epoch -> 100 * epoch.test().accuracy());
        return chart;
    }

    private static XYChart chart(TrainingRun run, String what, String unit) {
        if (run.epochs().isEmpty()) {
            throw new IllegalArgumentException("the run of '" + run.model().name()
                    + "' stopped before its first epoch was finished, so there is no curve to draw");
        }
        XYChart chart = new XYChartBuilder()
                .width(ChartStyle.WIDTH)
                .height(ChartStyle.HEIGHT)
                .title(what + " of " + run.model().name())
                .xAxisTitle("epoch")
                .yAxisTitle(unit)
                .build();
        ChartStyle.apply(chart.getStyler());
        chart.getStyler().setXAxisDecimalPattern("0");
        chart.getStyler().setYAxisDecimalPattern("0.##");
        return chart;
    }

    private static void add(XYChart chart, String name, TrainingRun run, ToDoubleFunction<Epoch> of) {
        double[] epochs = run.epochs().stream().mapToDouble(Epoch::number).toArray();
        double[] values = run.epochs().stream().mapToDouble(of).toArray();
        chart.addSeries(name, epochs, values).setMarker(SeriesMarkers.CIRCLE);
    }
}
