package dev.espalier.model.file;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import com.fasterxml.jackson.databind.ObjectMapper;
import com.fasterxml.jackson.databind.node.ObjectNode;
import dev.espalier.model.KernelPattern;
import dev.espalier.model.Structure;
import java.util.List;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.MethodSource;

class StructureCodecTest {

    private static final ObjectMapper JSON = new ObjectMapper();
    private static final List<KernelPattern> PATTERNS =
            List.of(new KernelPattern(3, 3, 0b011_011_000), new KernelPattern(3, 3, 0b110_110_000));

    static Stream<Structure> structures() {
        return Stream.of(
                new Structure.Unstructured(),
                new Structure.PatternConnectivity(PATTERNS),
                new Structure.PatternConnectivity(PATTERNS, 4),
                new Structure.NM(2, 4),
                new Structure.Coupled(),
                new Structure.Filter(),
                new Structure.Channel(),
                new Structure.Column(),
                new Structure.Block(32, 4),
                new Structure.BlockPunched(8, 4),
                new Structure.BlockRow(16),
                new Structure.BlockColumn(8),
                new Structure.TokenLane(3),
                new Structure.Position(8),
                new Structure.TaskPartition(2));
    }

    @ParameterizedTest
    @MethodSource("structures")
    void whatIsWrittenReadsBack(Structure structure) {
        ObjectNode json = JSON.createObjectNode();
        StructureCodec.write(structure, json);
        assertThat(StructureCodec.read(new Fields(json, "structure"))).isEqualTo(structure);
    }

    @Test
    void everyStructureIsTried() {
        assertThat(structures().map(Object::getClass).distinct().count())
                .isEqualTo(leaves(Structure.class).count());
    }

    private static Stream<Class<?>> leaves(Class<?> type) {
        return type.isSealed()
                ? Stream.of(type.getPermittedSubclasses()).flatMap(StructureCodecTest::leaves)
                : Stream.of(type);
    }

    @ParameterizedTest
    @CsvSource(
            delimiter = '|',
            value = {
                "{\"kind\":\"block-punched\",\"filters\":8} | s.channels is missing",
                "{\"kind\":\"block-row\",\"columns\":0} | s: columns of a block row: 0; at least 1",
                "{\"kind\":\"filter\",\"extra\":1} | s.extra is no field of this format",
                "{\"kind\":\"filtr\"} | s.kind is the unknown structure 'filtr'; did you mean 'filter'?",
            })
    void damageSaysWhere(String json, String message) {
        assertThatThrownBy(() -> StructureCodec.read(new Fields(JSON.readTree(json), "s")))
                .isInstanceOf(FormatException.class)
                .hasMessageStartingWith(message);
    }
}
