package dev.espalier.gan;

import dev.espalier.budget.Budget;
import dev.espalier.budget.Measure;
import dev.espalier.model.ChannelRemoval;
import dev.espalier.model.Cost;
import dev.espalier.model.Initialization;
import dev.espalier.model.Model;
import dev.espalier.model.Node;
import dev.espalier.model.Parameters;
import dev.espalier.model.Seed;
import dev.espalier.model.Step;
import dev.espalier.model.TextTable;
import dev.espalier.model.op.Parameter;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Optional;
import org.nd4j.linalg.api.ndarray.INDArray;

/**
 * The student that was found in a teacher.
 *
 * @param teacher it was found in
 * @param norms what channels were chosen by
 * @param budget that it meets
 * @param threshold scales above it stay
 * @param kept what stays
 * @param removal of the rest
 * @param had what the teacher has of the budget's measure; nanoseconds where that is milliseconds
 * @param has what the student has of it
 */
public record StudentArchitecture(
        Model teacher,
        List<ScoredNorm> norms,
        Budget budget,
        double threshold,
        KeptChannels kept,
        ChannelRemoval removal,
        long had,
        long has) {

    /** The verb of the step in a student's history. */
    public static final String VERB = "student";

    public StudentArchitecture {
        norms = List.copyOf(norms);
    }

    /**
     * The student as CAT trains it: with the architecture of the teacher and none of its weights. Convolutions start
     * normal around 0 with deviation 0.02, scales at exactly 1.
     */
    public Model fresh(Seed seed) {
        return fresh(teacher, kept, removal, seed);
    }

    /** The student with the teacher's weights for what is left of it. */
    public Model inherited() {
        return inherited(teacher, kept, removal);
    }

    static Model inherited(Model teacher, KeptChannels kept, ChannelRemoval removal) {
        Step step = Step.of(VERB, "kept", kept, "weights", "teacher");
        return student(teacher, removal, removal.parameters(teacher.parameters()), step);
    }

    private static Model fresh(Model teacher, KeptChannels kept, ChannelRemoval removal, Seed seed) {
        Map<String, INDArray> drawn = new LinkedHashMap<>();
        for (Node node : removal.graph().parameters()) {
            drawn.put(node.name(), Initialization.NARROW.draw((Parameter) node.op(), seed.split(node.name())));
        }
        Step step = Step.of(VERB, "kept", kept, "weights", "fresh").with("seed", seed.value());
        return student(teacher, removal, new Parameters(drawn), step);
    }

    private static Model student(Model teacher, ChannelRemoval removal, Parameters parameters, Step step) {
        List<Step> history = new ArrayList<>(teacher.history());
        history.add(step);
        return new Model(teacher.name() + "-student", removal.graph(), parameters, Map.of(), history);
    }

    /**
     * The layer of the student that stands for one of the teacher: of a block that is gone, what the block would have read.
     * Empty if there is none, as of a branch that is gone.
     */
    public Optional<String> layer(String ofTeacher) {
        return removal.where(ofTeacher);
    }

    /** What the student costs. */
    public Cost cost() {
        return Cost.of(removal.graph());
    }

    /** How many channels stay at a scored normalisation. */
    public int kept(ScoredNorm norm) {
        return kept.byNorm().get(norm.layer()).cardinality();
    }

    /** A line for each layer at which channels were chosen, then the whole. */
    @Override
    public String toString() {
        TextTable table = new TextTable("normalisation", "in", ">channels", ">kept");
        for (ScoredNorm norm : norms) {
            table.row(norm.layer(), norm.branch() ? "branch" : "path", "" + norm.channels(), "" + kept(norm));
        }
        Measure measure = budget.measure();
        long branches = norms.stream().filter(ScoredNorm::branch).count();
        long left =
                norms.stream().filter(norm -> norm.branch() && kept(norm) > 0).count();
        return String.format(
                Locale.ROOT,
                "student of %s within %s: threshold %.4f%n%s%n%d of %d branches left; %s of %s %s (%.1f%%)",
                teacher.name(),
                budget,
                threshold,
                table,
                left,
                branches,
                measure.text(has),
                measure.text(had),
                measure.unit(),
                100.0 * has / had);
    }
}
