package dev.espalier.onnx;

import dev.espalier.model.op.BatchNorm;
import dev.espalier.model.op.InstanceNorm;
import dev.espalier.model.op.LayerNorm;
import dev.espalier.model.op.Shape;
import dev.espalier.onnx.Exporters.Registry;
import dev.espalier.onnx.proto.AttributeProto;
import java.util.List;

/** Normalisations, which have a scale and a shift in files: ones and zeros where the graph has none. */
final class NormalizationExports {

    private NormalizationExports() {}

    static void register(Registry registry) {
        registry.accept(BatchNorm.class, NormalizationExports::batchNorm);
        registry.accept(
                InstanceNorm.class,
                (op, at) -> at.result(
                        "InstanceNormalization", affine(at, Shape.of(at.shape().dim(1))), epsilon(op.epsilon())));
        registry.accept(
                LayerNorm.class,
                (op, at) -> at.result(
                        "LayerNormalization",
                        affine(at, op.rowShape(at.shape())),
                        Attribute.of("axis", -op.dims()),
                        epsilon(op.epsilon())));
    }

    private static AttributeProto epsilon(double epsilon) {
        return Attribute.of("epsilon", epsilon);
    }

    private static List<String> affine(Export at, Shape row) {
        return at.inputs() == 3
                ? at.allInputs()
                : List.of(at.input(0), at.writing().filled(1, row), at.writing().filled(0, row));
    }

    private static void batchNorm(BatchNorm op, Export at) {
        Shape row = Shape.of(at.shape().dim(1));
        List<String> inputs = at.inputs() == 5
                ? at.allInputs()
                : List.of(
                        at.input(0),
                        at.writing().filled(1, row),
                        at.writing().filled(0, row),
                        at.input(1),
                        at.input(2));
        at.result("BatchNormalization", inputs, epsilon(op.epsilon()), Attribute.of("momentum", 1 - op.momentum()));
    }
}
