package dev.espalier.kernel.verb;

import static org.assertj.core.api.Assertions.assertThat;

import dev.espalier.kernel.evaluate.Completions;
import dev.espalier.kernel.evaluate.Output;
import dev.espalier.kernel.render.MimeBundle;
import dev.espalier.kernel.session.CellResult;
import dev.espalier.kernel.session.Session;
import java.util.ArrayList;
import java.util.List;

/** A session as a notebook uses it, cell by cell. */
final class Cells implements AutoCloseable {

    private final Session session = Session.open();

    /** What a cell shows, bars aside, that ends without a value. */
    List<MimeBundle> done(String cell) {
        Shown output = new Shown();
        assertThat(session.run(cell, output)).isEqualTo(new CellResult.Done());
        return output.values;
    }

    /** The last thing such a cell shows. */
    MimeBundle shown(String cell) {
        List<MimeBundle> values = done(cell);
        return values.get(values.size() - 1);
    }

    /** The value of a cell. */
    MimeBundle value(String cell) {
        CellResult result = session.run(cell, new Shown());
        assertThat(result).isInstanceOf(CellResult.Value.class);
        return ((CellResult.Value) result).shown();
    }

    /** The value of a cell as text. */
    String text(String cell) {
        return value(cell).plain();
    }

    /** What a cell that fails says. */
    String failure(String cell) {
        CellResult result = session.run(cell, new Shown());
        assertThat(result).isInstanceOf(CellResult.Failure.class);
        return ((CellResult.Failure) result).message();
    }

    /** How a cell could go on at its end. */
    List<String> completions(String cell) {
        Completions completions = session.complete(cell, cell.length());
        return completions.matches();
    }

    @Override
    public void close() {
        session.close();
    }

    private static final class Shown implements Output {

        private final List<MimeBundle> values = new ArrayList<>();

        @Override
        public void print(Channel channel, String text) {}

        @Override
        public void display(MimeBundle value, String displayId) {
            if (displayId == null) {
                values.add(value);
            }
        }

        @Override
        public void update(MimeBundle value, String displayId) {}

        @Override
        public void clear(boolean wait) {}
    }
}
