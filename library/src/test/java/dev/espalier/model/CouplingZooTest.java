package dev.espalier.model;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.espalier.model.op.Conv2d;
import dev.espalier.model.op.ConvTranspose2d;
import dev.espalier.model.op.Shape;
import dev.espalier.model.op.ShapeException;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.stream.Stream;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;

/** What must hold for the couplings of any network, on whole ones. */
class CouplingZooTest {

    static Stream<Model> networks() {
        return Networks.all();
    }

    @ParameterizedTest
    @MethodSource("networks")
    void everyPositionOfEveryChannelAxisIsInExactlyOneChannel(Model model) {
        Map<String, int[]> seen = new HashMap<>();
        for (Coupling coupling : all(model.graph())) {
            for (Coupling.Member member : coupling.members()) {
                Shape shape = model.graph().node(member.tensor()).shape();
                int[] counts = seen.computeIfAbsent(
                        member.tensor() + " " + member.axis(), any -> new int[shape.dim(member.axis())]);
                for (int channel = 0; channel < coupling.channels(); channel++) {
                    for (int position : member.positions().of(channel)) {
                        counts[position]++;
                    }
                }
            }
        }
        assertThat(seen.keySet()).containsExactlyInAnyOrderElementsOf(channelAxes(model.graph()));
        assertThat(seen).allSatisfy((axis, counts) -> assertThat(counts).containsOnly(1));
    }

    @ParameterizedTest
    @MethodSource("networks")
    void aGraphWithoutOneWholeChannelOfEachCouplingStillFits(Model model) {
        ChannelCuts smaller = new ChannelCuts(model.graph());
        List<Coupling> prunable = Couplings.of(model.graph()).prunable();
        assertThat(prunable).isNotEmpty();
        for (Coupling coupling : prunable) {
            int channel = coupling.channels() / 2;
            tensors(coupling).forEach(member -> smaller.cut(member, channel));
        }

        assertThat(smaller.rebuild().outputs().get(0).shape())
                .isEqualTo(model.output().shape());
    }

    @ParameterizedTest
    @MethodSource("networks")
    void aGraphThatKeepsOneMemberOfADroppedChannelDoesNotFit(Model model) {
        for (Coupling coupling : Couplings.of(model.graph()).prunable()) {
            for (Coupling.Member kept : coupling.members()) {
                ChannelCuts smaller = new ChannelCuts(model.graph());
                tensors(coupling).stream().filter(member -> member != kept).forEach(member -> smaller.cut(member, 0));
                assertThatThrownBy(smaller::rebuild)
                        .as("%s without cutting %s", coupling.name(), kept)
                        .isInstanceOf(ShapeException.class);
            }
        }
    }

    private static List<Coupling.Member> tensors(Coupling coupling) {
        return Stream.concat(coupling.members().stream(), coupling.layers().stream())
                .toList();
    }

    private static List<Coupling> all(Graph graph) {
        Couplings couplings = Couplings.of(graph);
        return Stream.concat(
                        couplings.prunable().stream(),
                        couplings.excluded().stream().map(Couplings.Exclusion::coupling))
                .toList();
    }

    /** Both axes of weights, except where a depthwise one has a single input channel per filter, and all vectors. */
    private static List<String> channelAxes(Graph graph) {
        return graph.parameters().stream()
                .filter(parameter -> parameter.shape().rank() > 0)
                .flatMap(parameter -> isVector(parameter) || isDepthwise(graph, parameter)
                        ? Stream.of(parameter.name() + " 0")
                        : Stream.of(parameter.name() + " 0", parameter.name() + " 1"))
                .toList();
    }

    private static boolean isVector(Node parameter) {
        return parameter.shape().rank() == 1;
    }

    private static boolean isDepthwise(Graph graph, Node parameter) {
        Node reader = graph.consumers(parameter.name()).get(0);
        int channels = graph.inputShapes(reader).get(0).dim(1);
        return reader.op() instanceof Conv2d conv && conv.groups() > 1 && conv.groups() == channels
                || reader.op() instanceof ConvTranspose2d transposed && transposed.groups() == channels;
    }
}
