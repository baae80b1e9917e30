package dev.espalier.onnx;

import dev.espalier.model.op.ShapeException;
import dev.espalier.onnx.proto.GraphProto;
import dev.espalier.onnx.proto.NodeProto;
import java.util.Set;
import java.util.function.Consumer;

/** Reads the nodes of a file one after the other, and says which one failed. */
final class GraphReader {

    private static final Set<String> DOMAINS = Set.of("", "ai.onnx");

    private GraphReader() {}

    static void read(GraphProto graph, Reading reading) {
        for (NodeProto node : graph.getNodeList()) {
            String place = "node '" + Call.name(node) + "' ("
                    + (DOMAINS.contains(node.getDomain()) ? "" : node.getDomain() + ".") + node.getOpType() + ")";
            try {
                read(node, reading);
            } catch (OnnxException refused) {
                throw new OnnxException(place + " " + refused.getMessage(), refused);
            } catch (ShapeException misfit) {
                throw new OnnxException(place + " does not fit: " + misfit.getMessage(), misfit);
            } catch (IllegalArgumentException unfit) {
                throw new OnnxException(place + " cannot be what it says: " + unfit.getMessage(), unfit);
            } catch (ArithmeticException overflow) {
                throw new OnnxException(
                        place + " counts further than tensors reach: " + overflow.getMessage(), overflow);
            }
        }
    }

    /** Reads one node, whatever the file calls it. */
    static void read(NodeProto node, Reading reading) {
        if (!DOMAINS.contains(node.getDomain())) {
            throw new OnnxException("belongs to another operator set than ONNX's own and cannot be read");
        }
        for (String output : node.getOutputList()) {
            if (!output.isEmpty() && reading.knows(output)) {
                throw new OnnxException("computes '" + output + "', which exists already");
            }
        }
        if (node.getOutputList().stream().allMatch(String::isEmpty)) {
            throw new OnnxException("has no outputs");
        }
        for (String input : node.getInputList()) {
            if (!input.isEmpty() && !reading.knows(input)) {
                throw new OnnxException("reads '" + input
                        + "', which is neither an input nor an initializer nor computed by a node before it");
            }
        }
        Call call = new Call(OldBroadcasting.modern(node, reading), reading);
        Consumer<Call> importer =
                Operators.importer(call).orElseThrow(() -> new OnnxException("is an operator that cannot be read"));
        importer.accept(call);
        for (String output : node.getOutputList()) {
            if (!output.isEmpty() && !reading.knows(output)) {
                throw new OnnxException("has an output '" + output + "' that cannot be read");
            }
        }
    }
}
