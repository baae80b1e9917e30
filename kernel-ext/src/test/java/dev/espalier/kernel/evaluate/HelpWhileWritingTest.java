package dev.espalier.kernel.evaluate;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.Comparator;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

@Timeout(120)
class HelpWhileWritingTest extends Cells {

    @ParameterizedTest
    @CsvSource(
            delimiter = '|',
            nullValues = "-",
            value = {
                "1 + 1 | COMPLETE | ''",
                "int x = ; | INVALID | ''",
                "'class A {' | INCOMPLETE | '    '",
                "'  foo(a,' | INCOMPLETE | '      '",
                "'int a = 1; }' | INVALID | ''",
                "'if (true)' | INCOMPLETE | ''",
                "'int i = 0;\nwhile (i < 3)' | INCOMPLETE | ''",
                "'' | COMPLETE | ''"
            })
    void aConsoleLearnsWhetherToAskForMore(String text, Completeness.State state, String indent) {
        assertThat(java.completeness(text)).isEqualTo(new Completeness(state, indent));
    }

    @Test
    void completionKnowsTheSessionAndTheCellAbove() throws EvaluationException {
        run("String greeting = \"hi\";");
        assertThat(java.complete("greeting.toUpp", 14)).isEqualTo(new Completions(List.of("toUpperCase("), 9, 14));
        String cell = "int k = 1;\nvar parts = new ArrayList<String>();\nparts.addA + 1";
        assertThat(java.complete(cell, cell.length() - 4))
                .isEqualTo(new Completions(List.of("addAll("), cell.length() - 8, cell.length() - 4));
        assertThat(java.complete("int length = greeting.", 22).matches()).contains("length()");
        assertThat(java.complete("int = ; qqq", 11)).isEqualTo(Completions.none(11));
    }

    @ParameterizedTest
    @CsvSource({
        "'Math.max(1, 2)', 6, int Math.max(int a",
        "'Math.max(1, 2)', 14, int Math.max(int a",
        "'Math.max(1, 2)', 12, int Math.max(int a",
        "'String s = null;\ns.strip().isBlank()', 21, String String.strip()",
        "'int zz = 1;\nzz', 14, int zz",
        "'List', 2, java.util.List<E>"
    })
    void inspectionExplainsTheNameAtTheCursor(String text, int cursor, String expected) {
        assertThat(java.inspect(text, cursor, 0)).get().asString().contains(expected);
    }

    @Test
    void inspectionOfNothingIsEmpty() {
        assertThat(java.inspect("", 0, 1)).isEmpty();
        assertThat(java.inspect("nowhereToBeFound", 4, 1)).isEmpty();
    }

    @Test
    void matchesThatFitTheTypeComeFirst() {
        List<String> matches = java.complete("int i = \"abc\".", 14).matches();
        assertThat(matches.indexOf("length()")).isLessThan(matches.indexOf("trim()"));
        assertThat(matches)
                .isNotEqualTo(matches.stream().sorted(Comparator.naturalOrder()).toList());
    }
}
