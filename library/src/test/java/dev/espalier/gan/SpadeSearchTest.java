package dev.espalier.gan;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.espalier.budget.Budget;
import dev.espalier.model.ChannelRemoval;
import dev.espalier.model.Cost;
import dev.espalier.model.Dropping;
import dev.espalier.model.Graph;
import dev.espalier.model.Model;
import dev.espalier.model.Seed;
import dev.espalier.model.block.InceptionSpadeResidual;
import dev.espalier.model.op.Shape;
import dev.espalier.model.zoo.GanZoo;
import java.util.BitSet;
import java.util.LinkedHashMap;
import java.util.Map;
import org.junit.jupiter.api.Test;

/** Students of the teacher for GauGAN. */
class SpadeSearchTest {

    private static final Model TEACHER =
            Dropping.trained(GanZoo.inceptionSpadeGenerator(Shape.of(5, 32, 64), 3, 4, 4, new Seed(1)));

    @Test
    void mapsBecomeImages() {
        assertThat(TEACHER.output().shape()).isEqualTo(Shape.batchOf(3, 32, 64));
        assertThat(TEACHER.graph().node("fc.norm").shape()).isEqualTo(Shape.batchOf(64, 1, 2));
        assertThat(TEACHER.graph().node(InceptionSpadeResidual.result("up4")).shape())
                .isEqualTo(Shape.batchOf(4, 32, 64));
        assertThat(Dropping.fast(TEACHER, Dropping.items(TEACHER)).amaxNumber().doubleValue())
                .isLessThanOrEqualTo(1);
        assertThatThrownBy(() -> GanZoo.inceptionSpadeGenerator(Shape.of(5, 32, 48), 3, 4, 4, new Seed(1)))
                .hasMessage("the generator needs height and width that are multiples of 32, found [5, 32, 48]");
    }

    @Test
    void scoredAreTheFirstLayerAndTheFirstNormOfEveryBranch() {
        OneStepSearch search = OneStepSearch.ofSpade(TEACHER, 1);

        assertThat(search.norms()).hasSize(1 + 7 * 12);
        assertThat(search.norms())
                .extracting(ScoredNorm::layer)
                .contains("fc.norm", "head.spade.depthwise5.norm", "up4.conv1.norm")
                .noneMatch(layer -> layer.endsWith(".norm2"));
        assertThat(search.norms()).filteredOn(norm -> !norm.branch()).hasSize(1);
    }

    @Test
    void theFirstLayerDecidesHowWideTheBlocksAre() {
        StudentArchitecture found = OneStepSearch.ofSpade(TEACHER, 1).find(Budget.parse("macs 30%"));
        Graph student = found.removal().graph();

        int first = student.node("fc.norm").shape().dim(1);
        assertThat(first).isBetween(16, 48).matches(width -> width % 16 == 0);
        for (int up = 1; up <= 4; up++) {
            assertThat(student.node("up" + up + ".shortcut").shape().dim(1)).isEqualTo(first >> up);
        }
        assertThat(found.has()).isLessThanOrEqualTo(Cost.of(TEACHER).macs() * 3 / 10);
        assertThat(Model.shapeOf(Dropping.fast(found.inherited(), Dropping.items(TEACHER))))
                .isEqualTo(Shape.of(3, 3, 32, 64));
        assertThat(KeptChannels.parse(found.kept().toString())
                        .removal(TEACHER.graph())
                        .graph())
                .isEqualTo(student);
    }

    /** With no branches left, gamma and beta are zero. */
    @Test
    void withoutBranchesTheNormalisationIsPlain() {
        Map<String, BitSet> none = new LinkedHashMap<>();
        for (String branch : new String[] {"conv1", "conv3", "conv5", "depthwise1", "depthwise3", "depthwise5"}) {
            none.put("up2.spade." + branch + ".norm", new BitSet());
        }
        ChannelRemoval removal = new KeptChannels(none).removal(TEACHER.graph());

        assertThat(removal.graph().nodes())
                .filteredOn(node ->
                        node.name().startsWith("up2.spade") && node.name().contains("/"))
                .isEmpty();
        assertThat(removal.where("up2.spade.shifted/Add")).contains("up2.spade.norm");
        assertThatThrownBy(() -> new KeptChannels(Map.of("out", new BitSet())).removal(TEACHER.graph()))
                .hasMessage("no channels of 'out' can go");
    }
}
