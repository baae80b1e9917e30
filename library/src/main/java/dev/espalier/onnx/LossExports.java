package dev.espalier.onnx;

import dev.espalier.model.op.CrossEntropy;
import dev.espalier.onnx.Exporters.Registry;
import dev.espalier.onnx.proto.TensorProto.DataType;
import java.util.List;
import java.util.stream.IntStream;

/** What training makes small. The format's own cross-entropy knows no smoothing, and no mean of nothing. */
final class LossExports {

    private LossExports() {}

    static void register(Registry registry) {
        registry.accept(CrossEntropy.class, LossExports::crossEntropy);
    }

    private static void crossEntropy(CrossEntropy op, Export at) {
        int rank = at.shape(0).rank();
        String labels = at.positions(1);
        String ignored = at.add(
                "Unsqueeze",
                List.of(at.add("Equal", List.of(labels, at.writing().whole(CrossEntropy.IGNORED))), at.list(-1)));
        String given = at.add("Unsqueeze", List.of(labels, at.list(-1)));
        String label = at.add("Where", List.of(ignored, at.writing().whole(0), given));
        String logs = at.add("LogSoftmax", List.of(at.input(0)), Attribute.of("axis", -1));
        String likelihood = at.add("GatherElements", List.of(logs, label), Attribute.of("axis", -1));
        if (op.smoothing() > 0) {
            String others =
                    at.add("ReduceMean", List.of(logs), Attribute.list("axes", -1), Attribute.of("keepdims", 1));
            likelihood = at.add(
                    "Add",
                    List.of(
                            at.add("Mul", List.of(likelihood, at.scalar(1 - op.smoothing()))),
                            at.add("Mul", List.of(others, at.scalar(op.smoothing())))));
        }
        String counted = at.add("Where", List.of(ignored, at.scalar(0), at.add("Neg", List.of(likelihood))));
        String kept = at.cast(at.add("Not", List.of(ignored)), DataType.FLOAT);
        String count = at.add("Max", List.of(total(at, kept, rank), at.scalar(1)));
        at.result("Div", List.of(total(at, counted, rank), count));
    }

    private static String total(Export at, String value, int rank) {
        long[] axes = IntStream.range(0, rank).asLongStream().toArray();
        return at.add("ReduceSum", List.of(value, at.list(axes)), Attribute.of("keepdims", 0));
    }
}
