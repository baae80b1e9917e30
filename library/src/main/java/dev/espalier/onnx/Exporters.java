package dev.espalier.onnx;

import dev.espalier.model.Node;
import dev.espalier.model.op.Op;
import dev.espalier.model.op.TrainingOp;
import java.util.HashMap;
import java.util.Map;
import java.util.Set;

/** Who writes which operator of a graph: one exporter by the operator's class. */
final class Exporters {

    private static final Map<Class<? extends Op>, Exporter<?>> EXPORTERS = new HashMap<>();

    static {
        Registry registry = new Registry();
        ArithmeticExports.register(registry);
        ConvolutionExports.register(registry);
        FunctionExports.register(registry);
        IndexExports.register(registry);
        LayoutExports.register(registry);
        LossExports.register(registry);
        MatrixExports.register(registry);
        NormalizationExports.register(registry);
        QuantizationExports.register(registry);
    }

    private Exporters() {}

    /** Adds the nodes that compute what an operator does. */
    @FunctionalInterface
    interface Exporter<T extends Op> {
        void write(T op, Export at);
    }

    /** Takes an exporter under the class of its operator. */
    static final class Registry {

        private Registry() {}

        <T extends Op> void accept(Class<T> kind, Exporter<T> exporter) {
            EXPORTERS.put(kind, exporter);
        }

        /** For an operator that is one node with the same inputs and no attributes. */
        <T extends Op> void accept(Class<T> kind, String type) {
            accept(kind, (op, at) -> at.result(type));
        }
    }

    /** The operators that can be written. */
    static Set<Class<? extends Op>> kinds() {
        return EXPORTERS.keySet();
    }

    /** Writes a node. */
    static void write(Node node, Writing writing) {
        write(node.op(), new Export(node, writing));
    }

    private static <T extends Op> void write(T op, Export at) {
        @SuppressWarnings("unchecked") // accept puts them in by the class of what they take
        Exporter<T> exporter = (Exporter<T>) EXPORTERS.get(op.getClass());
        if (exporter == null) {
            throw new OnnxException("node '" + at.node().name() + "' (" + op.kind() + ") cannot be written: "
                    + (op instanceof TrainingOp
                            ? "it belongs to a training graph; write the model that is trained"
                            : "operator set " + OnnxWriter.OPERATOR_SET + " of ONNX has no form of it"));
        }
        exporter.write(op, at);
    }
}
