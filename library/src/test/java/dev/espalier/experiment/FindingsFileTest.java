package dev.espalier.experiment;

import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import dev.espalier.progress.Cancellation;
import dev.espalier.progress.Progress;
import java.io.IOException;
import java.nio.file.Path;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class FindingsFileTest {

    @TempDir
    Path folder;

    @Test
    void claimsAreKeptWithTheirNumbersAndWhereTheyComeFrom() throws IOException {
        Experiment experiment = Experiment.in(folder, PrimesRecipe.ARXIV, RunProfile.QUICK);
        experiment.run(Progress.NONE, Cancellation.NEVER);
        Path file = FindingsFile.write(Findings.of(experiment));
        assertThat(file).isEqualTo(folder.resolve("0000.00002/quick/claims.json"));
        JsonNode json = new ObjectMapper().readTree(file.toFile());
        JsonNode claim = json.path("claims").path(0);
        assertThat(claim.path("verdict").asText()).isEqualTo("holds");
        assertThat(claim.path("mean").asDouble()).isEqualTo(25);
        assertThat(claim.path("values")).hasSize(3);
        JsonNode provenance = json.path("provenance");
        assertThat(provenance.path("command").asText()).isEqualTo("espalier reproduce 0000.00002 --profile quick");
        assertThat(provenance.path("seeds")).hasSize(3);
        assertThat(provenance.path("conditions").path(0).path("java").asText())
                .isEqualTo(Runtime.version().toString());
        assertThat(provenance.path("arms").asInt()).isEqualTo(6);
    }
}
