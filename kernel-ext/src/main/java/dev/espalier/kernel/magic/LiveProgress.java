package dev.espalier.kernel.magic;

import dev.espalier.kernel.evaluate.Output;
import dev.espalier.kernel.render.Html;
import dev.espalier.kernel.render.MimeBundle;
import dev.espalier.kernel.render.Renderers;
import dev.espalier.progress.Progress;
import java.util.ArrayList;
import java.util.Base64;
import java.util.List;
import java.util.UUID;
import java.util.function.LongSupplier;
import java.util.stream.Collectors;

/**
 * Progress as bars in the cell: one display that is updated in place, with a bar per nesting depth. A task that follows
 * another takes its place; what was last shown stays when all is done, and so does the last picture, which stands below the
 * bars. Nothing is shown of jobs that end within the first
 * tenth of a second.
 */
public final class LiveProgress implements Progress, AutoCloseable {

    private static final long THROTTLE_NANOS = 100_000_000;

    private final Output output;
    private final Renderers renderers;
    private final LongSupplier nanoTime;
    // Unique beyond this process: a notebook may still show bars of a kernel that was restarted.
    private final String displayId = "progress-" + UUID.randomUUID();
    private final List<Bar> bars = new ArrayList<>();
    private String pictureHtml = "";
    private String pictureText = "";
    private boolean displayed;
    private long lastShown;

    /** Bars in one run of one cell. */
    public LiveProgress(Output output, Renderers renderers) {
        this(output, renderers, System::nanoTime);
    }

    LiveProgress(Output output, Renderers renderers, LongSupplier nanoTime) {
        this.output = output;
        this.renderers = renderers;
        this.nanoTime = nanoTime;
        this.lastShown = nanoTime.getAsLong();
    }

    @Override
    public synchronized Task start(String title, String unit, long total) {
        int depth = (int) bars.stream().takeWhile(Bar::running).count();
        bars.subList(depth, bars.size()).clear();
        Bar bar = new Bar(title, unit, total, nanoTime.getAsLong());
        bars.add(bar);
        show(false);
        return new Task() {
            @Override
            public void at(long done, String note) {
                report(bar, done, note);
            }

            @Override
            public void show(Object picture) {
                picture(picture);
            }

            @Override
            public void close() {
                end(bar);
            }
        };
    }

    private synchronized void report(Bar bar, long done, String note) {
        bar.report(done, note, nanoTime.getAsLong());
        show(false);
    }

    private synchronized void picture(Object picture) {
        MimeBundle bundle = renderers.render(picture);
        pictureText = "\n" + bundle.plain();
        String png = bundle.data().get("image/png");
        pictureHtml = bundle.data()
                .getOrDefault(
                        "text/html",
                        png == null
                                ? Html.preformatted(bundle.plain())
                                : Html.image(Base64.getDecoder().decode(png), bundle.plain()));
        show(false);
    }

    private synchronized void end(Bar bar) {
        if (bar.running()) {
            bar.end(nanoTime.getAsLong());
            show(false);
        }
    }

    /** Shows the last state where the throttle has kept it back; call when the cell ends. */
    @Override
    public synchronized void close() {
        if (displayed) {
            show(true);
        }
    }

    private void show(boolean anyway) {
        long now = nanoTime.getAsLong();
        if (!anyway && now - lastShown < THROTTLE_NANOS) {
            return;
        }
        lastShown = now;
        MimeBundle shown = MimeBundle.text(bars.stream().map(Bar::text).collect(Collectors.joining("\n")) + pictureText)
                .with("text/html", bars.stream().map(Bar::html).collect(Collectors.joining()) + pictureHtml);
        if (displayed) {
            output.update(shown, displayId);
        } else {
            displayed = true;
            output.display(shown, displayId);
        }
    }
}
