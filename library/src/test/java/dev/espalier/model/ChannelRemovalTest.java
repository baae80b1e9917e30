package dev.espalier.model;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.espalier.model.block.InceptionResidual;
import dev.espalier.model.block.NormKind;
import dev.espalier.model.op.Shape;
import dev.espalier.model.zoo.GanZoo;
import java.util.BitSet;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.random.RandomGenerator;
import net.jqwik.api.ForAll;
import net.jqwik.api.Property;
import org.junit.jupiter.api.Test;
import org.nd4j.linalg.api.ndarray.INDArray;

/** What is left of a generator without some of its channels, branches and blocks. */
class ChannelRemovalTest {

    private static final Shape IMAGE = Shape.of(1, 16, 16);
    private static final int BLOCKS = 2;
    private static final List<String> BRANCHES =
            List.of("conv1", "conv3", "conv5", "depthwise1", "depthwise3", "depthwise5");

    private static Model teacher(NormKind norm) {
        return Dropping.trained(GanZoo.inceptionGenerator(IMAGE, 1, 4, BLOCKS, 4, norm, new Seed(1)));
    }

    private static Coupling at(Model model, String layer) {
        return Couplings.of(model.graph()).prunable().stream()
                .filter(coupling -> coupling.layers().stream()
                        .anyMatch(member -> member.tensor().equals(layer)))
                .findFirst()
                .orElseThrow();
    }

    private static BitSet channels(int... channels) {
        BitSet set = new BitSet();
        for (int channel : channels) {
            set.set(channel);
        }
        return set;
    }

    /** The model with the contribution of what goes at zero has the results of the smaller model with its weights. */
    @Property(tries = 5)
    void whatContributesNothingCanGo(@ForAll long seed, @ForAll boolean batch) {
        Model teacher = teacher(batch ? NormKind.BATCH : NormKind.INSTANCE);
        RandomGenerator random = new Seed(seed).generator();
        Map<Coupling, BitSet> kept = new HashMap<>();
        for (Coupling coupling : Couplings.of(teacher.graph()).prunable()) {
            boolean branch = BRANCHES.stream().anyMatch(name -> coupling.name().contains(name));
            BitSet some = new BitSet();
            if (!branch || random.nextInt(3) > 0) {
                random.ints(coupling.channels(), 0, coupling.channels()).forEach(some::set);
            }
            kept.put(coupling, some);
        }
        if (random.nextBoolean()) {
            BRANCHES.forEach(branch -> kept.put(at(teacher, "block1." + branch + ".norm"), new BitSet()));
        }

        ChannelRemoval removal = ChannelRemoval.of(teacher.graph(), kept);
        Model smaller = new Model(
                "smaller", removal.graph(), removal.parameters(teacher.parameters()), Map.of(), teacher.history());
        Model silent = silent(teacher, kept);

        INDArray items = Dropping.items(teacher);
        INDArray difference = Dropping.reference(smaller, items).sub(Dropping.reference(silent, items));
        assertThat(difference.amaxNumber().doubleValue()).isLessThan(1e-10);
        assertThat(Cost.of(smaller).macs()).isLessThan(Cost.of(teacher).macs());
    }

    private static Model silent(Model teacher, Map<Coupling, BitSet> kept) {
        Model masked = Dropping.drop(
                teacher, (coupling, channel) -> !kept.get(coupling).get(channel));
        Parameters parameters = masked.parameters();
        for (int block = 1; block <= BLOCKS; block++) {
            boolean gone = true;
            for (String branch : BRANCHES) {
                String layer = "block" + block + "." + branch;
                boolean empty = kept.get(at(teacher, layer + ".norm")).isEmpty();
                gone &= empty;
                if (empty && parameters.names().contains(layer + ".out.bias")) {
                    parameters = zero(parameters, layer + ".out.bias");
                }
            }
            if (gone) {
                parameters = zero(parameters, "block" + block + ".norm.scale");
                parameters = zero(parameters, "block" + block + ".norm.shift");
            }
        }
        return new Model("silent", masked.graph(), parameters, Map.of(), masked.history());
    }

    private static Parameters zero(Parameters parameters, String name) {
        return parameters.with(name, parameters.get(name).mul(0));
    }

    @Test
    void aBranchGoesWithItsLastChannel() {
        Model teacher = teacher(NormKind.INSTANCE);

        Graph left = ChannelRemoval.of(
                        teacher.graph(),
                        Map.of(
                                at(teacher, "block1.conv3.norm"),
                                channels(),
                                at(teacher, "block1.depthwise5.norm"),
                                channels(1, 3)))
                .graph();

        assertThat(left.nodes()).noneMatch(node -> node.name().startsWith("block1.conv3."));
        assertThat(left.node("block1.depthwise5.depthwise.weight").shape()).isEqualTo(Shape.of(2, 1, 5, 5));
        assertThat(left.node("block1.depthwise5.out.weight").shape()).isEqualTo(Shape.of(16, 2, 1, 1));
        assertThat(left.node("block2.conv3.norm.scale").shape()).isEqualTo(Shape.of(4));
    }

    @Test
    void aBlockWithoutBranchesIsTheIdentity() {
        Model teacher = teacher(NormKind.BATCH);
        Map<Coupling, BitSet> kept = new HashMap<>();
        BRANCHES.forEach(branch -> kept.put(at(teacher, "block1." + branch + ".norm"), channels()));

        ChannelRemoval removal = ChannelRemoval.of(teacher.graph(), kept);

        assertThat(removal.graph().nodes()).noneMatch(node -> node.name().startsWith("block1."));
        assertThat(removal.where(InceptionResidual.result("block1"))).contains("relu3");
        assertThat(removal.where(InceptionResidual.result("block2"))).contains(InceptionResidual.result("block2"));
        assertThat(removal.where("block1.conv3.out")).isEmpty();
    }

    @Test
    void theLastNormOfTheStemIsTheWidthOfAllBlocks() {
        Model teacher = teacher(NormKind.BATCH);

        Graph left = ChannelRemoval.of(teacher.graph(), Map.of(at(teacher, "down2.norm"), channels(0, 2, 5)))
                .graph();

        assertThat(left.node("block1.conv5.in.weight").shape()).isEqualTo(Shape.of(4, 3, 5, 5));
        assertThat(left.node("block2.norm.scale").shape()).isEqualTo(Shape.of(3));
        assertThat(left.node("up1.weight").shape().dim(0)).isEqualTo(3);
    }

    @Test
    void whatTheNetworkNeedsCannotGo() {
        Model teacher = teacher(NormKind.BATCH);

        assertThat(ChannelRemoval.canDoWithout(teacher.graph(), List.of(at(teacher, "block1.conv1.norm"))))
                .isTrue();
        assertThatThrownBy(() -> ChannelRemoval.of(teacher.graph(), Map.of(at(teacher, "up2.norm"), channels())))
                .hasMessage("nothing would be left of the output 'tanh1'");
        assertThatThrownBy(() -> ChannelRemoval.of(teacher.graph(), Map.of(at(teacher, "down2.norm"), channels(16))))
                .hasMessage("'down2' has channels 0 to 15, and is to keep {16}");
    }
}
