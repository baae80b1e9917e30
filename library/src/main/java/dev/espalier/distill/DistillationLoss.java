package dev.espalier.distill;

import dev.espalier.model.Model;
import dev.espalier.model.op.Value;
import dev.espalier.train.JointGraph;
import dev.espalier.train.Objective;
import dev.espalier.train.loss.Loss;
import java.util.ArrayList;
import java.util.List;
import java.util.stream.Stream;

/** Puts a teacher and the loss of a distillation into the graph of a student. */
record DistillationLoss(Distill distill, Model teacher) implements Objective.Definition {

    /** The teacher's name in the graph. */
    private static final String TEACHER = "teacher";

    @Override
    public Value loss(JointGraph graph, Objective.Forward forward) {
        Value answers = graph.eval(TEACHER, teacher, forward.images());
        List<Loss.Term> terms = new ArrayList<>();
        if (distill.labels() > 0) {
            terms.add(new Loss.Term(distill.labels(), forward.crossEntropy()));
        }
        distill.answers()
                .ifPresent(part -> terms.add(new Loss.Term(
                        part.weight(),
                        Loss.distillation(
                                graph.scope("distill.answers"), forward.logits(), answers, part.temperature()))));
        Stream.concat(distill.features().stream(), distill.alignment().stream())
                .forEach(part -> terms.add(new Loss.Term(part.weight(), part.loss(graph, "", TEACHER + "/"))));
        return Loss.weighted(graph.scope("distill.loss"), terms.toArray(Loss.Term[]::new));
    }
}
