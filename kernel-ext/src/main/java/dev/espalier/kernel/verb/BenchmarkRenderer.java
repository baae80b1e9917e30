package dev.espalier.kernel.verb;

import dev.espalier.kernel.bench.Benchmark;
import dev.espalier.kernel.render.ChartRenderer;
import dev.espalier.kernel.render.Html;
import dev.espalier.kernel.render.MimeBundle;
import dev.espalier.kernel.render.Renderer;
import java.util.List;

/** A bench as a table and a chart. */
public final class BenchmarkRenderer implements Renderer<Benchmark> {

    @Override
    public Class<Benchmark> type() {
        return Benchmark.class;
    }

    @Override
    public MimeBundle render(Benchmark bench) {
        List<Html.Column> columns =
                bench.headings().stream().map(Html.Column::of).toList();
        StringBuilder html = new StringBuilder(Html.table(columns, bench.cells()));
        bench.notes().forEach(note -> html.append(Html.note(note)));
        html.append(ChartRenderer.html(bench.chart()));
        return MimeBundle.text(bench.toString()).with("text/html", html.toString());
    }
}
