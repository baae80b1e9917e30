package dev.espalier.distill;

import dev.espalier.model.Model;
import dev.espalier.model.Scope;
import dev.espalier.model.op.StopGradient;
import dev.espalier.model.op.Value;
import dev.espalier.train.JointGraph;
import java.util.List;

/** What a student has yet to learn from layers inside its teacher. */
public sealed interface FeatureLoss permits Features, Alignment {

    /** Of this in the whole loss, above 0. */
    double weight();

    /** Which features, at least one pair. */
    List<LayerPair> layers();

    /**
     * The loss without its weight; no gradient goes to the teacher.
     *
     * @param student what the names of its nodes begin with in the graph: {@code student/}, or nothing
     * @param teacher the same of the teacher
     */
    Value loss(JointGraph graph, String student, String teacher);

    /**
     * Fails unless both networks have the layers, in shapes that can be compared.
     *
     * @param batch images that are seen at once
     * @throws IllegalArgumentException naming the layer and what would be right
     */
    void check(Model student, Model teacher, int batch);

    /** The student with what must be trained beside it; {@link #without} takes it away again. */
    default Model beside(Model student, Model teacher) {
        return student;
    }

    /**
     * The trained student alone.
     *
     * @param trained what {@link #beside} made, trained
     * @param student as it was before
     */
    default Model without(Model trained, Model student) {
        return Adaptors.dropped(trained, student.graph());
    }

    /** A layer of the teacher, as a constant. */
    static Value constant(JointGraph graph, String teacher, String layer) {
        Scope scope = graph.scope("distill.teacher/" + layer);
        return scope.apply(new StopGradient(), graph.value(teacher + layer));
    }
}
