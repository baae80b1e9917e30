package dev.espalier.kernel.tool;

import static org.assertj.core.api.Assertions.assertThat;

import dev.espalier.kernel.evaluate.Options;
import dev.espalier.kernel.evaluate.Output;
import dev.espalier.kernel.magic.Magics;
import dev.espalier.kernel.render.MimeBundle;
import dev.espalier.kernel.render.Renderers;
import dev.espalier.kernel.session.CellResult;
import dev.espalier.kernel.session.Session;
import java.util.ArrayList;
import java.util.Collections;
import java.util.List;

/** A session with the tools alone, cell by cell. */
final class Notebook implements AutoCloseable {

    final Session session;
    private final StringBuffer out = new StringBuffer();
    private final StringBuffer err = new StringBuffer();
    private final List<MimeBundle> displayed = Collections.synchronizedList(new ArrayList<>());
    private int number;

    Notebook() {
        List<String> imports = new ArrayList<>(Options.defaults().imports());
        imports.addAll(List.of(
                "dev.espalier.kernel.magic.*",
                "dev.espalier.kernel.render.*",
                "static dev.espalier.kernel.session.Display.*"));
        session = new Session(Options.defaults().withImports(imports), new Magics(Tools.all()), Renderers.installed());
    }

    /** Runs a cell that may end in any way. */
    CellResult run(String cell) {
        out.setLength(0);
        err.setLength(0);
        displayed.clear();
        return session.run(cell, new Shown(), ++number);
    }

    /** What a cell prints that ends without a value. */
    String printed(String cell) {
        assertThat(run(cell)).isEqualTo(new CellResult.Done());
        return out.toString();
    }

    /** The value of a cell. */
    MimeBundle value(String cell) {
        CellResult result = run(cell);
        assertThat(result).isInstanceOf(CellResult.Value.class);
        return ((CellResult.Value) result).shown();
    }

    /** The value of a cell as text. */
    String text(String cell) {
        return value(cell).plain();
    }

    /** What a cell that fails says. */
    String failure(String cell) {
        CellResult result = run(cell);
        assertThat(result).isInstanceOf(CellResult.Failure.class);
        return ((CellResult.Failure) result).message();
    }

    /** How a cell can go on at its end. */
    List<String> completions(String cell) {
        return session.complete(cell, cell.length()).matches();
    }

    String out() {
        return out.toString();
    }

    String err() {
        return err.toString();
    }

    List<MimeBundle> displayed() {
        return displayed;
    }

    @Override
    public void close() {
        session.close();
    }

    private final class Shown implements Output {

        @Override
        public void print(Channel channel, String text) {
            (channel == Channel.STDOUT ? out : err).append(text);
        }

        @Override
        public void display(MimeBundle value, String displayId) {
            displayed.add(value);
        }

        @Override
        public void update(MimeBundle value, String displayId) {}

        @Override
        public void clear(boolean wait) {}
    }
}
