package dev.espalier.kernel.session;

import static org.assertj.core.api.Assertions.assertThat;

import dev.espalier.kernel.magic.RecordedOutput;
import org.junit.jupiter.api.Test;

class DefaultImportsTest {

    @Test
    void aSessionOpensAndSeesTheLibrary() {
        try (Session session = Session.open()) {
            CellResult result = session.run(
                    """
                    Seed seed = new Seed(7);
                    List<Table> tables = List.of(Table.create("t"));
                    Class<?>[] types = {Model.class, Path.class, XYChart.class, INDArray.class, Progress.class};
                    seed.value() + types.length""",
                    new RecordedOutput());
            assertThat(result).isInstanceOf(CellResult.Value.class);
            assertThat(((CellResult.Value) result).shown().plain()).isEqualTo("12");
            assertThat(((CellResult.Value) session.run("%lsmagic", new RecordedOutput()))
                            .shown()
                            .plain())
                    .contains("%lsmagic  lists the magics");
        }
    }
}
