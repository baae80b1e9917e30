package dev.espalier.tfjs;

import static org.assertj.core.api.Assertions.assertThat;

import dev.espalier.fuzz.Choices;
import dev.espalier.model.Model;
import dev.espalier.model.Node;
import dev.espalier.model.Seed;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.random.RandomGenerator;
import org.junit.jupiter.api.Test;

/** Models changed at random: each is read or refused. */
class TfjsSearchTest {

    /** Whether a changed model could be read; fails if it neither could nor was refused. */
    static boolean readChanged(byte[] recipe) throws IOException {
        Path folder = Files.createDirectories(Path.of("target", "fuzz", "tfjs"));
        Path file = GraphMutation.of(new Choices(recipe)).write(folder);
        try {
            Model model = TfjsFile.read(file);
            for (Node node : model.graph().nodes()) {
                assertThat(node.shape().size()).isLessThanOrEqualTo(Integer.MAX_VALUE);
            }
            return true;
        } catch (IOException refused) {
            assertThat(refused).hasMessageStartingWith("cannot read " + file + ": ");
            assertThat(refused.getMessage()).doesNotContain("null");
            return false;
        }
    }

    @Test
    void changedModelsAreReadOrRefused() throws IOException {
        RandomGenerator random = new Seed(3).generator();
        int read = 0;
        for (int trial = 0; trial < 5000; trial++) {
            byte[] recipe = new byte[1 + random.nextInt(60)];
            random.nextBytes(recipe);
            read += readChanged(recipe) ? 1 : 0;
        }
        assertThat(read).isBetween(200, 4800);
    }
}
