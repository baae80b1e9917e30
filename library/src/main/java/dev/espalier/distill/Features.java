package dev.espalier.distill;

import dev.espalier.model.Model;
import dev.espalier.model.Seed;
import dev.espalier.model.op.Shape;
import dev.espalier.model.op.Value;
import dev.espalier.train.JointGraph;
import dev.espalier.train.loss.Loss;
import dev.espalier.train.loss.Reduction;
import java.util.List;
import java.util.Optional;

/**
 * Learning to have the teacher's features: the mean squared difference of each pair of layers, summed over pairs (Romero et
 * al. 2015, "FitNets", equation 3).
 *
 * @param weight of this in the whole loss, above 0
 * @param layers which features, at least one pair
 * @param adaptors where from the first weights of the adaptors are drawn: one linear map over the channels of each student
 *     layer to those of the teacher's, trained along and dropped afterwards; without them the shapes must be equal
 */
public record Features(double weight, List<LayerPair> layers, Optional<Seed> adaptors) implements FeatureLoss {

    public Features {
        Distill.checkWeight("features", weight);
        layers = Distill.checkLayers("features", layers);
    }

    /** Features of equal shapes. */
    public static Features of(double weight, LayerPair... layers) {
        return new Features(weight, List.of(layers), Optional.empty());
    }

    /** Features whose channels are made equal by adaptors. */
    public static Features adapted(double weight, Seed seed, LayerPair... layers) {
        return new Features(weight, List.of(layers), Optional.of(seed));
    }

    @Override
    public Value loss(JointGraph graph, String student, String teacher) {
        return Loss.weighted(
                graph.scope("distill.features"),
                layers.stream()
                        .map(pair -> new Loss.Term(1, difference(graph, student, teacher, pair)))
                        .toArray(Loss.Term[]::new));
    }

    private Value difference(JointGraph graph, String student, String teacher, LayerPair pair) {
        Value own = graph.value(student + (adaptors.isPresent() ? Adaptors.name(pair) : pair.student()));
        return Loss.mse(
                graph.scope("distill.features/" + pair),
                own,
                FeatureLoss.constant(graph, teacher, pair.teacher()),
                Reduction.MEAN);
    }

    @Override
    public void check(Model student, Model teacher, int batch) {
        for (LayerPair pair : layers) {
            Shape own = pair.studentShape(student);
            Shape wanted = pair.teacherShape(teacher);
            if (adaptors.isEmpty() && !own.equals(wanted)) {
                throw new IllegalArgumentException(
                        "layer '" + pair.student() + "' of the student gives " + own + ", layer '"
                                + pair.teacher() + "' of the teacher " + wanted
                                + "; use adaptors where channels differ, or align features instead");
            }
        }
    }

    @Override
    public Model beside(Model student, Model teacher) {
        return adaptors.isPresent() ? Adaptors.beside(student, teacher, this) : student;
    }
}
