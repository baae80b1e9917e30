package dev.espalier.solve;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.espalier.constraint.Member;
import dev.espalier.model.Encoding;
import dev.espalier.model.Parameters;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.stream.IntStream;
import org.junit.jupiter.api.Test;
import org.nd4j.linalg.api.ndarray.INDArray;
import org.nd4j.linalg.factory.Nd4j;

class GoalTest {

    /** Multiplies its weights by two and adds a number, so that the order of two parts shows. */
    private record Doubling(String name, List<String> parameters, int more) implements Part {
        @Override
        public Map<String, Member> project(Map<String, INDArray> weights) {
            if (more < 0) {
                throw new IllegalArgumentException("layer '" + name + "': below zero");
            }
            Map<String, Member> members = new LinkedHashMap<>();
            for (String parameter : parameters) {
                INDArray after = weights.get(parameter).mul(2).addi(more);
                members.put(parameter, new Member(after, new Encoding.Dense()));
            }
            return members;
        }
    }

    private static final Parameters WEIGHTS = weights(20);

    private static Parameters weights(int count) {
        Map<String, INDArray> arrays = new LinkedHashMap<>();
        IntStream.range(0, count).forEach(i -> arrays.put("w" + i, Nd4j.scalar((float) i)));
        return new Parameters(arrays);
    }

    @Test
    void partsThatShareAParameterAreProjectedOneAfterTheOther() {
        Goal goal = new Goal(List.of(
                new Doubling("a", List.of("w1", "w2"), 1),
                new Doubling("b", List.of("w2", "w3"), 10),
                new Doubling("c", List.of("w3", "w1"), 100)));
        Map<String, Member> members = goal.project(WEIGHTS, Map.of());
        assertThat(members.get("w1").weights().getFloat(0)).isEqualTo((1 * 2 + 1) * 2 + 100);
        assertThat(members.get("w2").weights().getFloat(0)).isEqualTo((2 * 2 + 1) * 2 + 10);
        assertThat(members.get("w3").weights().getFloat(0)).isEqualTo((3 * 2 + 10) * 2 + 100);
    }

    @Test
    void membersComeInTheOrderOfTheParts() {
        List<Part> parts = new ArrayList<>();
        for (int i = 19; i >= 0; i--) {
            parts.add(new Doubling("layer" + i, List.of("w" + i), i));
        }
        Map<String, Member> members = new Goal(parts).project(WEIGHTS, Map.of());
        assertThat(members.keySet()).first().isEqualTo("w19");
        assertThat(members.keySet()).last().isEqualTo("w0");
        members.forEach((name, member) ->
                assertThat(member.weights().getFloat(0)).isEqualTo(3 * Float.parseFloat(name.substring(1))));
    }

    @Test
    void theFirstPartThatFailsIsTold() {
        List<Part> parts = new ArrayList<>();
        for (int i = 0; i < 20; i++) {
            parts.add(new Doubling("layer" + i, List.of("w" + i), i < 7 ? i : -1));
        }
        assertThatThrownBy(() -> new Goal(parts).project(WEIGHTS, Map.of()))
                .isInstanceOf(IllegalArgumentException.class)
                .hasMessage("layer 'layer7': below zero");
    }
}
