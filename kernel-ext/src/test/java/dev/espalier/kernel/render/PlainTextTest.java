package dev.espalier.kernel.render;

import static org.assertj.core.api.Assertions.assertThat;
import static org.junit.jupiter.params.provider.Arguments.arguments;

import java.util.ArrayList;
import java.util.Collections;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.stream.IntStream;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.Arguments;
import org.junit.jupiter.params.provider.MethodSource;

class PlainTextTest {

    static Stream<Arguments> values() {
        Map<String, int[]> map = new LinkedHashMap<>();
        map.put("a", new int[] {1});
        map.put(null, null);
        return Stream.of(
                arguments(null, "null"),
                arguments("text", "text"),
                arguments(2.5, "2.5"),
                arguments(new int[0], "[]"),
                arguments(new int[] {1, 2}, "[1, 2]"),
                arguments(new String[] {"a", null}, "[a, null]"),
                arguments(new int[][] {{1, 2}, {3}}, "[[1, 2],\n [3]]"),
                arguments(List.of(1, List.of(2)), "[1, [2]]"),
                arguments(map, "{a=[1], null=null}"),
                arguments(Collections.nCopies(103, 7), "[" + "7, ".repeat(100) + "… 3 more]"),
                arguments(new byte[1_500], "[" + "0, ".repeat(100) + "… 1,400 more]"));
    }

    @ParameterizedTest
    @MethodSource("values")
    void isWhatAReaderExpects(Object value, String expected) {
        assertThat(PlainText.of(value)).isEqualTo(expected);
    }

    @Test
    void cutsMapsAfterTheSameNumber() {
        Map<Integer, Integer> map = new LinkedHashMap<>();
        IntStream.range(0, 102).forEach(i -> map.put(i, i));
        assertThat(PlainText.of(map)).startsWith("{0=0, 1=1, ").endsWith("99=99, … 2 more}");
    }

    @Test
    void boundsWhatNestedArraysShowAltogether() {
        String text = PlainText.of(new float[60_000][784]);
        assertThat(text).hasSizeLessThan(10_000).endsWith("… 59,990 more]").contains("… 684 more],\n [0.0");
    }

    @Test
    void endsOnAListThatHoldsItself() {
        List<Object> list = new ArrayList<>();
        list.add(list);
        assertThat(PlainText.of(list)).isEqualTo("[[[[[[[[[… 1 more]]]]]]]]]");
    }

    @Test
    void cutsLongText() {
        assertThat(PlainText.of("x".repeat(100_001))).hasSize(100_000 + "… 1 more characters".length());
    }

    @Test
    void namesAClassWhoseToStringFails() {
        Object broken = new Object() {
            @Override
            public String toString() {
                throw new IllegalStateException("no");
            }
        };
        assertThat(PlainText.of(List.of(broken)))
                .contains("PlainTextTest$1 (its toString failed with java.lang.IllegalStateException: no)");
    }
}
