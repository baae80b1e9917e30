package dev.espalier.compile.latency;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.assertj.core.api.Assertions.within;

import dev.espalier.compile.network.Compile;
import dev.espalier.compile.network.CompiledModel;
import dev.espalier.compile.network.Profile;
import dev.espalier.compile.target.NeedsCompiler;
import dev.espalier.compile.target.Target;
import dev.espalier.model.Model;
import dev.espalier.model.Seed;
import dev.espalier.model.op.Shape;
import dev.espalier.model.zoo.Zoo;
import dev.espalier.progress.Cancellation;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.ExtendWith;
import org.junit.jupiter.api.io.TempDir;

@ExtendWith(NeedsCompiler.class)
class LatencyTableTest {

    private static final Model NET = Zoo.resnet(14, Shape.of(3, 16, 16), 10, new Seed(1));

    @TempDir
    private Path folder;

    private static LatencyTable recorded(Model model) {
        try (CompiledModel compiled = Compile.here().apply(model)) {
            return LatencyTable.record(compiled, Cancellation.NEVER);
        }
    }

    @Test
    void aNetworksLatencyIsThatOfItsCalls() {
        try (CompiledModel compiled = Compile.here().apply(NET)) {
            Profile profile = Profile.measure(compiled, Cancellation.NEVER);
            LatencyTable table = LatencyTable.of(compiled, profile);

            assertThat(profile.calls()).allMatch(call -> call.milliseconds() >= 0);
            assertThat(table.milliseconds(NET)).isCloseTo(profile.milliseconds(), within(1e-9));
            assertThat(table.recordings().size()).isLessThan(profile.calls().size());
        }
    }

    @Test
    void oneRecordingServesEveryLayerOfItsKind() {
        LatencyTable table = recorded(NET);

        Model deeper = Zoo.resnet(20, Shape.of(3, 16, 16), 10, new Seed(2));

        assertThat(table.milliseconds(deeper)).isGreaterThan(table.milliseconds(NET));
    }

    @Test
    void workNobodyRecordedIsNamed() {
        Model wider = Zoo.resnet(14, Shape.of(3, 20, 20), 10, new Seed(2));

        assertThatThrownBy(() -> recorded(NET).milliseconds(wider))
                .isInstanceOf(IllegalArgumentException.class)
                .hasMessageContaining("no latency of layer '")
                .hasMessageContaining("ask a cost model");
    }

    @Test
    void aCostModelCalculatesWhatWasRecorded() {
        LatencyTable table = recorded(NET);
        CostModel model = CostModel.fit(table);

        assertThat(model.milliseconds(NET)).isCloseTo(table.milliseconds(NET), within(0.5 * table.milliseconds(NET)));
        assertThat(model.toString()).contains("blocks: ", " ns per ");
    }

    @Test
    void filesGiveBackTheSameTable() throws IOException {
        LatencyTable table = recorded(NET);
        Path file = folder.resolve("latencies.json");

        table.save(file);

        assertThat(LatencyTable.load(file)).isEqualTo(table);
    }

    @Test
    void anotherMachinesTableIsRefused() throws IOException {
        LatencyTable table = recorded(NET);
        Setting here = table.setting();
        Path file = folder.resolve("latencies.json");
        Setting there = new Setting("Z80", here.target(), here.compiler(), here.espalier(), here.compile());
        LatencyTable foreign = new LatencyTable(there, table.recordings());
        foreign.save(file);

        assertThatThrownBy(() -> LatencyTable.load(file))
                .isInstanceOf(IllegalArgumentException.class)
                .hasMessage("the latencies in " + file + " were taken with another processor, 'Z80', and here it is '"
                        + Target.processor() + "'; record them again on this machine");
        assertThat(LatencyTable.loadForeign(file)).isEqualTo(foreign);
        assertThatThrownBy(() -> table.with(foreign)).hasMessageContaining("two settings");
    }

    @Test
    void damagedFilesAreNoTables() throws IOException {
        Path file = folder.resolve("latencies.json");
        Files.writeString(file, "{\"format\": 1}");
        assertThatThrownBy(() -> LatencyTable.load(file)).hasMessageContaining("is no table of latencies");

        recorded(NET).save(file);
        Files.writeString(file, Files.readString(file).replace("\"format\" : 1", "\"format\" : 9"));
        assertThatThrownBy(() -> LatencyTable.load(file)).hasMessageContaining("has format 9, this Espalier reads 1");
    }
}
