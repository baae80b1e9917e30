package dev.espalier.model.file;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.espalier.model.Step;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/** Steps as JSON. */
class StepJsonTest {

    private static final Step PRUNE = Step.of("prune", "structure", "pattern", "rate", "4x");
    private static final Step ODD = Step.of("zoo", "name", "a \"b\"\n\\", "input", "[1, 28, 28]");

    @Test
    void aStepIsAVerbAndItsSettings() {
        assertThat(StepJson.write(PRUNE))
                .isEqualTo(
                        """
                        {
                          "verb" : "prune",
                          "settings" : {
                            "structure" : "pattern",
                            "rate" : "4x"
                          }
                        }""");
    }

    @Test
    void everyStepReadsAsItWasWritten() {
        assertThat(StepJson.read(StepJson.write(ODD))).isEqualTo(ODD);
        assertThat(StepJson.readAll(StepJson.write(List.of(ODD, PRUNE)))).containsExactly(ODD, PRUNE);
        assertThat(StepJson.readAll(StepJson.write(List.of()))).isEmpty();
    }

    @ParameterizedTest
    @CsvSource(
            delimiter = '|',
            value = {
                "[{'verb': 'prune'}] | step 1.settings is missing",
                "[{'verb': 'prune', 'settings': {'rate': 4}}] | step 1.settings.rate must be a text, found 4",
                "[{'verb': 'prune', 'settings': {}, 'seting': {}}] | step 1.seting is no field of this format; did you mean"
                        + " 'settings'?",
                "[[]] | step 1 must be an object, found []",
                "{'verb': 'prune', 'settings': {}} | a history must be a list of steps, found"
                        + " {'verb':'prune','settings':{}}",
            })
    void mistakesSayWhere(String json, String message) {
        assertThatThrownBy(() -> StepJson.readAll(json.replace('\'', '"')))
                .isInstanceOf(FormatException.class)
                .hasMessage(message.replace("{'verb':'prune','settings':{}}", "{\"verb\":\"prune\",\"settings\":{}}"));
    }

    @Test
    void whatIsNoJsonIsSaidWithItsLine() {
        assertThatThrownBy(() -> StepJson.read("{\n\"verb\" \"prune\"}")).hasMessageStartingWith("line 2 is no JSON: ");
        assertThatThrownBy(() -> StepJson.read("{\"verb\": \"a\", \"verb\": \"b\"}"))
                .hasMessageStartingWith("line 1 is no JSON: Duplicate field 'verb'");
    }

    @Test
    void stepsReadFromTheirTextToo() {
        assertThat(Step.parse(PRUNE.toString())).isEqualTo(PRUNE);
        Step spaced = Step.of("train", "data", "Fashion-MNIST train [excerpt]", "images", 100);
        assertThat(Step.parse(spaced.toString())).isEqualTo(spaced);
        assertThatThrownBy(() -> Step.parse("rate=4x"))
                .hasMessage("'rate=4x' is no step; write VERB KEY=VALUE KEY=VALUE");
    }
}
