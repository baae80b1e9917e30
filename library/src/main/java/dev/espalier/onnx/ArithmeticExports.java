package dev.espalier.onnx;

import dev.espalier.model.Node;
import dev.espalier.model.op.Add;
import dev.espalier.model.op.Divide;
import dev.espalier.model.op.Equal;
import dev.espalier.model.op.Greater;
import dev.espalier.model.op.Maximum;
import dev.espalier.model.op.Multiply;
import dev.espalier.model.op.Select;
import dev.espalier.model.op.Subtract;
import dev.espalier.onnx.Exporters.Registry;
import dev.espalier.onnx.proto.TensorProto.DataType;
import java.util.List;

/** Operators that calculate with the numbers in the same place of several tensors. */
final class ArithmeticExports {

    private ArithmeticExports() {}

    static void register(Registry registry) {
        registry.accept(Add.class, "Add");
        registry.accept(Divide.class, "Div");
        registry.accept(Equal.class, (op, at) -> mask("Equal", at));
        registry.accept(Greater.class, (op, at) -> mask("Greater", at));
        registry.accept(Maximum.class, "Max");
        registry.accept(Multiply.class, "Mul");
        registry.accept(Select.class, (op, at) -> at.result("Where", List.of(truth(at), at.input(1), at.input(2))));
        registry.accept(Subtract.class, "Sub");
    }

    private static String key(String node) {
        return "truth of " + node;
    }

    /** A comparison answers true or false, which become 1 and 0 for those that calculate with them. */
    private static void mask(String type, Export at) {
        String truth = at.writing().once(key(at.node().name()), () -> at.add(type, at.allInputs()));
        at.result("Cast", List.of(truth), Attribute.of("to", DataType.FLOAT_VALUE));
    }

    private static String truth(Export at) {
        Node mask = at.source(0);
        return at.writing().once(key(mask.name()), () -> at.cast(at.input(0), DataType.BOOL));
    }
}
