package dev.espalier.kernel.evaluate;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;

@Timeout(120)
class SessionVariablesTest extends Cells {

    @Test
    void redefiningAClassSaysWhichVariablesItEmptied() throws EvaluationException {
        run("class Dot { int a = 1; }\nDot dot = new Dot();\nvar spot = new Dot();");
        assertThat(run("class Dot { int a = 1; }").notes()).isEmpty();
        assertThat(run("class Dot { int b = 2; }").notes())
                .containsExactlyInAnyOrder(
                        "dot has lost its value, because Dot was redefined; run the cell that sets it again",
                        "spot has lost its value, because Dot was redefined; run the cell that sets it again");
        assertThat(run("dot = new Dot();\nvar spot = new Dot();\ndot.b + spot.b")
                        .value())
                .isEqualTo(4);
        assertThat(run("class Dot { int c = 3; }\nDot dot = new Dot();\nvar spot = new Dot();")
                        .notes())
                .isEmpty();
    }

    @Test
    void boundVariablesAreTheVeryObjects() throws EvaluationException {
        List<String> list = new ArrayList<>(List.of("x"));
        java.bind("handed", list, List.class);
        assertThat(run("handed.size()").value()).isEqualTo(1);
        assertThat(run("handed").value()).isSameAs(list);
        assertThat(java.variable("handed")).containsSame(list);
        java.bind("handed", 3.5, double.class);
        assertThat(run("handed / 2").value()).isEqualTo(1.75);
        java.bind("handed", Map.entry("k", 1), Map.Entry.class);
        assertThat(run("handed.getKey()").value()).isEqualTo("k");
        java.bind("handed", new int[][] {{4}}, int[][].class);
        assertThat(run("handed[0][0]").value()).isEqualTo(4);
    }

    @Test
    void aTypeThatSnippetsCannotSeeIsRefused() {
        assertThatThrownBy(() -> java.bind("v", new RecordedOutput(), RecordedOutput.class))
                .hasMessage(
                        "variable v cannot have the type dev.espalier.kernel.evaluate.RecordedOutput, which snippets"
                                + " cannot see; give a public class or interface");
        assertThatThrownBy(() -> java.bind("v", "text", Integer.class))
                .hasMessage("variable v has the type java.lang.Integer, its value is a java.lang.String");
        assertThatThrownBy(() -> java.bind("1v", 1, int.class)).hasMessageStartingWith("variable 1v of type int: ");
    }

    @Test
    void declaredAndAssignedVariablesKeepTheirWrittenType() throws EvaluationException {
        java.declare("List<String>", "declared", List.of("a"));
        assertThat(run("declared.get(0).length()").value()).isEqualTo(1);
        java.assign("declared", List.of("bcd"));
        assertThat(run("declared.get(0).length()").value()).isEqualTo(3);
        java.declare("int", "declared", 4);
        assertThat(run("declared + 1").value()).isEqualTo(5);
        assertThatThrownBy(() -> java.assign("declared", "text"))
                .hasMessage("variable declared has the type int, its value cannot be a java.lang.String");
        assertThatThrownBy(() -> java.assign("declared", null))
                .hasMessage("variable declared has the type int, its value cannot be null");
        assertThatThrownBy(() -> java.assign("undeclared", 1)).hasMessage("there is no variable undeclared");
        assertThatThrownBy(() -> java.declare("Nothing", "d", null))
                .hasMessageStartingWith("variable d of type Nothing: ");
    }

    @Test
    void variablesAreListedWithTypeAndValue() throws EvaluationException {
        try (Evaluator fresh = new Evaluator(Options.defaults())) {
            fresh.evaluate(
                    "var words = List.of(\"a\"); int n = 2; record Own(int i) {}\nvar own = new Own(1); 1 + 1",
                    new RecordedOutput());
            assertThat(fresh.variables())
                    .extracting(v -> v.type() + " " + v.name())
                    .containsExactly("List<String> words", "int n", "Own own");
            assertThat(fresh.variables().get(0).value()).isEqualTo(List.of("a"));
            assertThat(fresh.variable("nothing")).isEmpty();
        }
    }
}
