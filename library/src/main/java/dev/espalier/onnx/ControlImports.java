package dev.espalier.onnx;

import dev.espalier.onnx.Operators.Registry;
import dev.espalier.onnx.proto.GraphProto;

/** Graphs within graphs, where it is known what becomes of them. */
final class ControlImports {

    private ControlImports() {}

    static void register(Registry registry) {
        registry.accept("If", ControlImports::branch);
    }

    /** The branch that a known condition takes; its names are among those of the whole file. */
    private static void branch(Call call) {
        Tensor condition = call.known(0, "condition");
        if (!condition.isScalar()) {
            throw new OnnxException("decides by " + condition + "; one boolean is expected");
        }
        String taken = condition.at(0) != 0 ? "then_branch" : "else_branch";
        GraphProto graph = call.attributes().graph(taken).orElseThrow(() -> new OnnxException("has no " + taken));
        if (graph.getInputCount() > 0 || graph.getSparseInitializerCount() > 0) {
            throw new OnnxException(
                    "has a " + taken + " with inputs or sparse tensors of its own, which cannot be read");
        }
        Names.check(graph);
        graph.getInitializerList().forEach(call.reading()::initializer);
        GraphReader.read(graph, call.reading());
        if (graph.getOutputCount() != call.outputs()) {
            throw new OnnxException(
                    "has " + call.outputs() + " outputs, but its " + taken + " " + graph.getOutputCount());
        }
        for (int i = 0; i < call.outputs(); i++) {
            call.put(i, call.reading().operand(graph.getOutput(i).getName()));
        }
    }
}
