package dev.espalier.distill;

import dev.espalier.model.Model;
import dev.espalier.model.op.Value;
import dev.espalier.train.JointGraph;
import dev.espalier.train.loss.KernelAlignment;
import java.util.ArrayList;
import java.util.List;

/**
 * Learning features that relate the images to each other as the teacher's do, whatever their number of channels: minus the
 * sum of the kernel alignments over pairs (Jin et al. 2021, section 3.3).
 *
 * @param weight of this in the whole loss, above 0
 * @param kernel how alignment is measured
 * @param layers which features, at least one pair
 */
public record Alignment(double weight, KernelAlignment kernel, List<LayerPair> layers) implements FeatureLoss {

    /** Below this, alignment says little: a batch of one image is always aligned. */
    static final int SMALLEST_BATCH = 8;

    public Alignment {
        Distill.checkWeight("alignment", weight);
        layers = Distill.checkLayers("alignment", layers);
    }

    /** Alignment as the authors' code measures it. */
    public static Alignment of(double weight, LayerPair... layers) {
        return new Alignment(weight, new KernelAlignment(), List.of(layers));
    }

    @Override
    public Value loss(JointGraph graph, String student, String teacher) {
        List<Value> students = new ArrayList<>();
        List<Value> teachers = new ArrayList<>();
        for (LayerPair pair : layers) {
            students.add(graph.value(student + pair.student()));
            teachers.add(FeatureLoss.constant(graph, teacher, pair.teacher()));
        }
        return kernel.loss(graph.scope("distill.alignment"), students, teachers);
    }

    @Override
    public void check(Model student, Model teacher, int batch) {
        layers.forEach(pair -> {
            pair.studentShape(student);
            pair.teacherShape(teacher);
        });
        if (batch < SMALLEST_BATCH) {
            throw new IllegalArgumentException("alignment compares the images of a batch with each other: a batch of "
                    + batch + " is too small, take at least " + SMALLEST_BATCH);
        }
    }
}
