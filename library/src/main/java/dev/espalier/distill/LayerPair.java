package dev.espalier.distill;

import dev.espalier.model.Graph;
import dev.espalier.model.Model;
import dev.espalier.model.Nearest;
import dev.espalier.model.Node;
import dev.espalier.model.op.Shape;
import java.util.Arrays;
import java.util.List;
import java.util.stream.Collectors;

/**
 * A layer of the student and the layer of the teacher it is compared with.
 *
 * @param student its name in the student
 * @param teacher its name in the teacher
 */
public record LayerPair(String student, String teacher) {

    /** Layers of one name. */
    public static LayerPair of(String layer) {
        return new LayerPair(layer, layer);
    }

    /**
     * Reads pairs separated by commas: {@code STUDENT:TEACHER}, or {@code LAYER} where both have one name.
     *
     * @throws IllegalArgumentException saying what would be right
     */
    public static List<LayerPair> parse(String text) {
        return Arrays.stream(text.split(",")).map(LayerPair::one).toList();
    }

    private static LayerPair one(String word) {
        String[] names = word.strip().split(":", -1);
        if (names.length > 2 || Arrays.stream(names).anyMatch(String::isBlank)) {
            throw new IllegalArgumentException(
                    "'" + word + "' is no pair of layers; write STUDENT:TEACHER, or one name where both have it");
        }
        return new LayerPair(names[0], names[names.length - 1]);
    }

    /** What {@link #parse} reads. */
    static String text(List<LayerPair> pairs) {
        return pairs.stream().map(LayerPair::toString).collect(Collectors.joining(","));
    }

    Shape studentShape(Model model) {
        return layer("student", model, student).shape();
    }

    Shape teacherShape(Model model) {
        return layer("teacher", model, teacher).shape();
    }

    private static Node layer(String role, Model model, String name) {
        Graph graph = model.graph();
        List<String> layers = graph.layers().stream().map(Node::name).toList();
        if (!layers.contains(name)) {
            throw new IllegalArgumentException(
                    "the " + role + " '" + model.name() + "' has no layer '" + name + "'" + Nearest.hint(name, layers));
        }
        return graph.node(name);
    }

    @Override
    public String toString() {
        return student.equals(teacher) ? student : student + ":" + teacher;
    }
}
