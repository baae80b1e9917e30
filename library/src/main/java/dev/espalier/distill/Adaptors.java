package dev.espalier.distill;

import dev.espalier.model.Graph;
import dev.espalier.model.Initialization;
import dev.espalier.model.Model;
import dev.espalier.model.Node;
import dev.espalier.model.Parameters;
import dev.espalier.model.Seed;
import dev.espalier.model.op.Conv2d;
import dev.espalier.model.op.Linear;
import dev.espalier.model.op.Op;
import dev.espalier.model.op.Parameter;
import dev.espalier.model.op.Parameter.Role;
import dev.espalier.model.op.Shape;
import dev.espalier.model.op.Value;
import java.util.LinkedHashMap;
import java.util.Map;
import org.nd4j.linalg.api.ndarray.INDArray;

/**
 * Layers beside a student that map its features to as many channels as the teacher's have. They belong to the network only
 * while it is trained, so that the trainer moves and saves them like everything else.
 */
final class Adaptors {

    private static final String PREFIX = "adaptor/";

    private Adaptors() {}

    /** The adaptor's result in the graph. */
    static String name(LayerPair pair) {
        return PREFIX + pair;
    }

    /** The student with a 1x1 convolution, or a linear layer where there are no images, beside each of the layers. */
    static Model beside(Model student, Model teacher, Features features) {
        Seed seed = features.adaptors().orElseThrow();
        Graph.Builder graph = student.graph().extend();
        Map<String, INDArray> parameters =
                new LinkedHashMap<>(student.parameters().arrays());
        for (LayerPair pair : features.layers()) {
            Shape from = pair.studentShape(student);
            Shape to = pair.teacherShape(teacher);
            boolean images = from.rank() == 4;
            int axis = images ? 1 : from.rank() - 1;
            if (!from.withDim(axis, to.dim(Math.min(axis, to.rank() - 1))).equals(to)) {
                throw new IllegalArgumentException("an adaptor changes the number of channels only, but layer '"
                        + pair.student() + "' of the student gives " + from + " and layer '" + pair.teacher()
                        + "' of the teacher " + to + "; compare layers at the same resolution");
            }
            int in = from.dim(axis);
            int out = to.dim(axis);
            Op op = images ? Conv2d.square(out, 1, 1, 0) : new Linear(out);
            Parameter weight = new Parameter(images ? Shape.of(out, in, 1, 1) : Shape.of(out, in), Role.WEIGHT);
            Parameter bias = new Parameter(Shape.of(out), Role.BIAS);
            Value w = add(graph, parameters, name(pair) + ".weight", weight, seed);
            Value b = add(graph, parameters, name(pair) + ".bias", bias, seed);
            graph.add(name(pair), op, graph.value(pair.student()), w, b);
        }
        String[] outputs = student.graph().outputs().stream().map(Node::name).toArray(String[]::new);
        return new Model(
                student.name(),
                graph.build(outputs),
                new Parameters(parameters),
                student.encodings(),
                student.history());
    }

    private static Value add(
            Graph.Builder graph, Map<String, INDArray> parameters, String name, Parameter op, Seed seed) {
        parameters.put(name, Initialization.GLOROT.draw(op, seed.split(name)));
        return graph.add(name, op);
    }

    /** The trained student without them. */
    static Model dropped(Model trained, Graph student) {
        Map<String, INDArray> own = new LinkedHashMap<>();
        student.parameters()
                .forEach(node -> own.put(node.name(), trained.parameters().get(node.name())));
        return new Model(trained.name(), student, new Parameters(own), trained.encodings(), trained.history());
    }
}
