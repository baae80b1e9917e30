package dev.espalier.kernel.render;

import dev.espalier.fpga.FpgaReport;
import dev.espalier.fpga.RatioPoint;
import java.util.List;
import java.util.Locale;
import java.util.stream.Collectors;

/** What rows cost on an FPGA, how many of each kind fit, and the ratio that follows. */
public final class FpgaReportRenderer implements Renderer<FpgaReport> {

    @Override
    public Class<FpgaReport> type() {
        return FpgaReport.class;
    }

    @Override
    public MimeBundle render(FpgaReport report) {
        RatioPoint best = report.best();
        String conclusion = String.format(
                Locale.ROOT,
                "%d rows of %s and %d of %s fit, 1:%.2f: so %.0f %% of the rows of each layer should be %s.",
                best.multipliedRows(),
                report.settings().multiplied(),
                best.shiftedRows(),
                report.settings().shifted(),
                best.ratio(),
                100 * best.shiftedShare(),
                report.settings().shifted());
        String paper = report.ratios().stream()
                .filter(point -> !point.paper().isEmpty())
                .map(point -> Html.note(String.format(Locale.ROOT, "Ratio %.2f: %s", point.ratio(), point.paper())))
                .collect(Collectors.joining());
        String html = TableRenderer.html(report.costTable())
                + Html.note(report.settings().toString())
                + ratios(report)
                + "<div><b>" + Html.escape(conclusion) + "</b></div>"
                + paper
                + Html.note(
                        "The core alone, before placement: buffers, control and memory traffic are not in it, and the"
                                + " clock is assumed.");
        return MimeBundle.text(report.toString()).with("text/html", html);
    }

    private static String ratios(FpgaReport report) {
        List<Html.Column> columns = List.of(
                Html.Column.number(
                        report.settings().shifted() + " : " + report.settings().multiplied()),
                Html.Column.number("Rows"),
                Html.Column.number("DSP"),
                Html.Column.number("LUT"),
                Html.Column.number("Peak GOPS"),
                Html.Column.number("Speed-up"),
                Html.Column.name("Fits"));
        return Html.table(
                columns,
                report.ratios().stream().map(point -> row(report, point)).toList());
    }

    private static List<String> row(FpgaReport report, RatioPoint point) {
        return List.of(
                number(point.ratio()),
                point.shiftedRows() + " : " + point.multipliedRows(),
                percent(point.takes().dsp(), report.settings().device().has().dsp()),
                percent(point.takes().lut(), report.settings().device().has().lut()),
                number(point.gops()),
                number(report.speedup(point)) + "x",
                point.fits() ? point.equals(report.best()) ? "best" : "yes" : "no");
    }

    private static String number(double value) {
        return String.format(Locale.ROOT, "%.2f", value);
    }

    private static String percent(long part, long whole) {
        return String.format(Locale.ROOT, "%.1f %%", 100.0 * part / whole);
    }
}
