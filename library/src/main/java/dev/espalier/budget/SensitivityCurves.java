package dev.espalier.budget;

import dev.espalier.budget.SensitivityCurve.Point;
import dev.espalier.model.Nearest;
import dev.espalier.model.TextTable;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.function.ToDoubleFunction;
import tech.tablesaw.api.DoubleColumn;
import tech.tablesaw.api.LongColumn;
import tech.tablesaw.api.StringColumn;
import tech.tablesaw.api.Table;

/**
 * How much each part of a model minds being made smaller, one part at a time and before any training.
 *
 * @param model its name
 * @param method how it is made smaller
 * @param sensitivity how it was measured
 * @param data what was judged on
 * @param curves one for each dial, in the graph's order
 * @param finished whether every point was measured; if not, the curves hold what there is
 */
public record SensitivityCurves(
        String model,
        String method,
        Sensitivity sensitivity,
        String data,
        List<SensitivityCurve> curves,
        boolean finished) {

    public SensitivityCurves {
        curves = List.copyOf(curves);
    }

    /** The model as it was given. */
    public Point base() {
        return curves.get(0).points().get(0);
    }

    /**
     * The curve of a dial.
     *
     * @throws IllegalArgumentException if there is none, with the nearest name there is
     */
    public SensitivityCurve of(String dial) {
        return curves.stream()
                .filter(curve -> curve.dial().name().equals(dial))
                .findFirst()
                .orElseThrow(() -> new IllegalArgumentException("no curve of '" + dial + "'"
                        + Nearest.hint(
                                dial,
                                curves.stream()
                                        .map(curve -> curve.dial().name())
                                        .toList())));
    }

    /** One row a measured point; losses are in nats, accuracies in percent. */
    public Table toTable() {
        List<String> names = new ArrayList<>();
        List<String> positions = new ArrayList<>();
        List<Point> points = new ArrayList<>();
        for (SensitivityCurve curve : curves) {
            for (Point point : curve.points()) {
                names.add(curve.dial().name());
                positions.add(curve.dial().describe(point.keep()));
                points.add(point);
            }
        }
        return Table.create(
                "sensitivity of " + model + ", " + method + ", judged on " + data,
                StringColumn.create("part", names),
                StringColumn.create("position", positions),
                numbers("kept", points, Point::keep),
                numbers("loss", points, Point::loss),
                numbers("accuracy [%]", points, point -> 100 * point.accuracy()),
                counts(Measure.PARAMETERS, points),
                counts(Measure.MACS, points),
                counts(Measure.BYTES, points));
    }

    private static DoubleColumn numbers(String name, List<Point> points, ToDoubleFunction<Point> of) {
        return DoubleColumn.create(name, points.stream().mapToDouble(of).toArray());
    }

    private static LongColumn counts(Measure measure, List<Point> points) {
        return LongColumn.create(
                measure.unit(),
                points.stream().mapToLong(point -> measure.of(point.cost())).toArray());
    }

    /** A line a dial with the accuracy at each position. */
    @Override
    public String toString() {
        TextTable table = new TextTable("part", "accuracy at each position");
        for (SensitivityCurve curve : curves) {
            List<String> cells = new ArrayList<>();
            for (Point point : curve.points().subList(1, curve.points().size())) {
                cells.add(String.format(
                        Locale.ROOT, "%s %.1f%%", curve.dial().describe(point.keep()), 100 * point.accuracy()));
            }
            table.row(curve.dial().name(), String.join("  ", cells));
        }
        return String.format(
                Locale.ROOT,
                "sensitivity of %s, %s%naccuracy %.2f%%, loss %.4f as it is, on %,d images of %s%s%n%s%s",
                model,
                method,
                100 * base().accuracy(),
                base().loss(),
                sensitivity.images(),
                data,
                sensitivity.recalibration() == 0
                        ? ""
                        : String.format(
                                Locale.ROOT,
                                ", after batch normalisation was recalibrated on %,d training images",
                                sensitivity.recalibration()),
                table,
                finished ? "" : "\nstopped before every point was measured");
    }
}
