package dev.espalier.distill;

import dev.espalier.model.Model;
import dev.espalier.model.Scope;
import dev.espalier.model.op.StopGradient;
import dev.espalier.model.op.Value;
import dev.espalier.train.JointGraph;
import dev.espalier.train.Objective;
import dev.espalier.train.loss.Loss;
import dev.espalier.train.loss.Reduction;
import java.util.ArrayList;
import java.util.List;

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
        distill.features().ifPresent(part -> part.layers()
                .forEach(pair -> terms.add(new Loss.Term(part.weight(), difference(graph, part, pair)))));
        distill.alignment().ifPresent(part -> terms.add(new Loss.Term(part.weight(), alignment(graph, part))));
        return Loss.weighted(graph.scope("distill.loss"), terms.toArray(Loss.Term[]::new));
    }

    private static Value difference(JointGraph graph, Features features, LayerPair pair) {
        boolean adapted = features.adaptors().isPresent();
        Value student = graph.value(adapted ? Adaptors.name(pair) : pair.student());
        return Loss.mse(
                graph.scope("distill.features/" + pair), student, constant(graph, pair.teacher()), Reduction.MEAN);
    }

    private static Value alignment(JointGraph graph, Alignment part) {
        List<Value> students = new ArrayList<>();
        List<Value> teachers = new ArrayList<>();
        for (LayerPair pair : part.layers()) {
            students.add(graph.value(pair.student()));
            teachers.add(constant(graph, pair.teacher()));
        }
        return part.kernel().loss(graph.scope("distill.alignment"), students, teachers);
    }

    private static Value constant(JointGraph graph, String layer) {
        Scope scope = graph.scope("distill.teacher/" + layer);
        return scope.apply(new StopGradient(), graph.value(TEACHER + "/" + layer));
    }
}
