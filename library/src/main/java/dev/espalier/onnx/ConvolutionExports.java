package dev.espalier.onnx;

import dev.espalier.model.op.AveragePool2d;
import dev.espalier.model.op.Conv2d;
import dev.espalier.model.op.ConvTranspose2d;
import dev.espalier.model.op.GlobalAveragePool;
import dev.espalier.model.op.MaxPool2d;
import dev.espalier.onnx.Exporters.Registry;
import java.util.List;

/** Windows that slide over images. */
final class ConvolutionExports {

    private ConvolutionExports() {}

    static void register(Registry registry) {
        registry.accept(
                AveragePool2d.class,
                (op, at) -> at.result(
                        "AveragePool",
                        Attribute.size("kernel_shape", op.kernel()),
                        Attribute.size("strides", op.stride()),
                        Attribute.pads(op.padding()),
                        Attribute.of("count_include_pad", 1)));
        registry.accept(
                Conv2d.class,
                (op, at) -> at.result(
                        "Conv",
                        Attribute.size("kernel_shape", op.kernel()),
                        Attribute.size("strides", op.stride()),
                        Attribute.pads(op.padding()),
                        Attribute.size("dilations", op.dilation()),
                        Attribute.of("group", op.groups())));
        registry.accept(
                ConvTranspose2d.class,
                (op, at) -> at.result(
                        "ConvTranspose",
                        Attribute.size("kernel_shape", op.kernel()),
                        Attribute.size("strides", op.stride()),
                        Attribute.pads(op.padding()),
                        Attribute.size("output_padding", op.outputPadding()),
                        Attribute.size("dilations", op.dilation()),
                        Attribute.of("group", op.groups())));
        registry.accept(GlobalAveragePool.class, (op, at) -> {
            String means = at.add("GlobalAveragePool", at.allInputs());
            at.result("Flatten", List.of(means), Attribute.of("axis", 1));
        });
        registry.accept(
                MaxPool2d.class,
                (op, at) -> at.result(
                        "MaxPool",
                        Attribute.size("kernel_shape", op.kernel()),
                        Attribute.size("strides", op.stride()),
                        Attribute.pads(op.padding())));
    }
}
