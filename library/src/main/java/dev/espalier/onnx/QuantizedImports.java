package dev.espalier.onnx;

import dev.espalier.onnx.Operand.Computed;
import dev.espalier.onnx.Operators.Registry;
import dev.espalier.onnx.Tensor.Kind;
import dev.espalier.onnx.proto.AttributeProto;
import dev.espalier.onnx.proto.NodeProto;
import java.util.ArrayList;
import java.util.List;

/**
 * Operators that calculate with integers: what they read is made floating-point numbers, and what these give is quantized
 * again. Sums of products of 8 bits are exact in single precision up to 2^24.
 */
final class QuantizedImports {

    private QuantizedImports() {}

    static void register(Registry registry) {
        registry.accept("ConvInteger", call -> wholeNumbers(call, "Conv", 0));
        registry.accept(
                "MatMulInteger",
                call -> wholeNumbers(call, "MatMul", call.operand(1).rank() - 1));
        registry.accept("QLinearConv", QuantizedImports::convolve);
        registry.accept("QLinearMatMul", QuantizedImports::multiply);
    }

    private static String named(Call call, String suffix) {
        String name = call.name() + "/" + suffix;
        while (call.reading().knows(name)) {
            name += "_";
        }
        return name;
    }

    /** Reads a node that the file does not have. */
    private static void read(
            Call call, String type, String output, List<String> inputs, List<AttributeProto> attributes) {
        GraphReader.read(
                NodeProto.newBuilder()
                        .setName(output)
                        .setOpType(type)
                        .addAllInput(inputs)
                        .addOutput(output)
                        .addAllAttribute(attributes)
                        .build(),
                call.reading());
    }

    /**
     * Adds the numbers that an input stands for.
     *
     * @param scale the input that holds the scale, or none
     */
    private static String numbers(Call call, int input, String scale, int zero, int axis) {
        String output = named(call, input == 0 ? "left" : call.inputName(input));
        List<String> inputs = new ArrayList<>(List.of(call.inputName(input), scale));
        if (call.has(zero)) {
            inputs.add(call.inputName(zero));
        }
        read(call, "DequantizeLinear", output, inputs, List.of(Attribute.of("axis", axis)));
        return output;
    }

    private static void wholeNumbers(Call call, String type, int axis) {
        String one = named(call, "one");
        call.reading().put(one, new Operand.Known(Tensor.floats(new int[0], 1)));
        int rows = Math.max(0, call.operand(0).rank() - 2);
        String left = numbers(call, 0, one, 2, type.equals("MatMul") ? rows : 1);
        String right = numbers(call, 1, one, 3, axis);
        String product = named(call, "product");
        read(call, type, product, List.of(left, right), call.node().getAttributeList());
        Operand result = call.reading().operand(product);
        call.put(0, result instanceof Computed computed ? new Computed(computed.value(), Kind.INTEGER) : result);
    }

    private static void convolve(Call call) {
        String left = numbers(call, 0, call.inputName(1), 2, 1);
        String right = numbers(call, 3, call.inputName(4), 5, 0);
        List<String> inputs = new ArrayList<>(List.of(left, right));
        if (call.has(8)) {
            inputs.add(bias(call));
        }
        quantized(call, "Conv", inputs, 6, 7);
    }

    /** Its integers count for what the products of two integers do. */
    private static String bias(Call call) {
        Tensor bias = call.known(8, "bias");
        Tensor x = call.known(1, "scale");
        Tensor weight = call.known(4, "scale");
        if (!x.isScalar() || !weight.isScalar() && weight.count() != bias.count()) {
            throw new OnnxException("has " + weight + " scales of weights for the bias " + bias);
        }
        double[] numbers = new double[Tensor.count(call.allow(bias.dims()))];
        for (int i = 0; i < numbers.length; i++) {
            numbers[i] = bias.integer(i) * x.at(0) * weight.at(weight.isScalar() ? 0 : i);
        }
        String name = named(call, call.inputName(8));
        call.reading().put(name, new Operand.Known(Tensor.of(Kind.FLOAT, bias.dims(), numbers)));
        return name;
    }

    private static void multiply(Call call) {
        int rows = Math.max(0, call.operand(0).rank() - 2);
        String left = numbers(call, 0, call.inputName(1), 2, rows);
        String right = numbers(call, 3, call.inputName(4), 5, call.operand(3).rank() - 1);
        quantized(call, "MatMul", List.of(left, right), 6, 7);
    }

    private static void quantized(Call call, String type, List<String> inputs, int scale, int zero) {
        String product = named(call, "product");
        read(call, type, product, inputs, call.node().getAttributeList());
        List<String> levels = List.of(product, call.inputName(scale), call.inputName(zero));
        String result = named(call, "result");
        read(call, "QuantizeLinear", result, levels, List.of());
        call.put(0, call.reading().operand(result));
    }
}
