package dev.espalier.solve;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.espalier.data.FashionMnist;
import dev.espalier.data.Split;
import dev.espalier.model.Model;
import dev.espalier.model.ModelBuilder;
import dev.espalier.model.Seed;
import dev.espalier.model.op.Dropout;
import dev.espalier.progress.Cancellation;
import dev.espalier.progress.Progress;
import dev.espalier.train.Digest;
import dev.espalier.train.Engine;
import org.junit.jupiter.api.Test;

class RecalibratorTest {

    private static final Split DATA = FashionMnist.excerpt();
    private static final Recalibration FEW = new Recalibration(100, 50);

    private static Model model(double dropout, int seed) {
        var net = new ModelBuilder("net");
        var x = net.linear("hidden", net.flatten(net.input(1, 28, 28)), 16);
        x = net.batchNorm("norm", net.apply(new Dropout(dropout), x));
        return net.build(net.linear("classifier", net.relu(x), 10), new Seed(seed));
    }

    @Test
    void manyModelsComeOutAsEachAlone() {
        try (Recalibrator recalibrator = FEW.prepare(model(0, 1), DATA.train(), DATA.normalization(), Engine.DEFAULT)) {
            for (int seed = 1; seed <= 3; seed++) {
                Model model = model(0, seed);
                Model alone = FEW.apply(model, DATA, Progress.NONE, Cancellation.NEVER, Engine.DEFAULT);
                Model together = recalibrator.apply(model, Progress.NONE, Cancellation.NEVER);
                assertThat(Digest.of(together.parameters()))
                        .isEqualTo(Digest.of(alone.parameters()))
                        .isNotEqualTo(Digest.of(model.parameters()));
                assertThat(together.history()).isEqualTo(alone.history());
            }
        }
    }

    @Test
    void nothingIsDropped() {
        Model dropping = FEW.apply(model(0.5, 1), DATA, Progress.NONE, Cancellation.NEVER, Engine.DEFAULT);
        Model plain = FEW.apply(model(0, 1), DATA, Progress.NONE, Cancellation.NEVER, Engine.DEFAULT);
        assertThat(Digest.of(dropping.parameters())).isEqualTo(Digest.of(plain.parameters()));
    }

    @Test
    void aModelItWasNotPreparedForIsRefused() {
        try (Recalibrator recalibrator = FEW.prepare(model(0, 1), DATA.train(), DATA.normalization(), Engine.DEFAULT)) {
            assertThatThrownBy(() -> recalibrator.apply(model(0.5, 1), Progress.NONE, Cancellation.NEVER))
                    .hasMessage("model 'net' has another graph than the one this recalibration was prepared for");
        }
        var net = new ModelBuilder("plain");
        Model plain = net.build(net.linear("classifier", net.flatten(net.input(1, 28, 28)), 10), new Seed(1));
        assertThatThrownBy(() -> FEW.prepare(plain, DATA.train(), DATA.normalization(), Engine.DEFAULT))
                .hasMessage("model 'plain' has no batch normalisation with running statistics; there is nothing to"
                        + " recalibrate");
    }
}
