package dev.espalier.onnx;

import dev.espalier.model.op.Affine;
import dev.espalier.model.op.Equal;
import dev.espalier.model.op.Greater;
import dev.espalier.model.op.Maximum;
import dev.espalier.model.op.Multiply;
import dev.espalier.model.op.Op;
import dev.espalier.model.op.Select;
import dev.espalier.model.op.Value;
import dev.espalier.onnx.Operators.Registry;
import dev.espalier.onnx.Tensor.Kind;

/** Comparisons, and what is made of their answers, which are 1 and 0. */
final class LogicImports {

    private static final Op NOT = new Affine(-1, 1);

    private LogicImports() {}

    static void register(Registry registry) {
        registry.accept("And", call -> call.result(Kind.BOOLEAN, new Multiply(), call.value(0), call.value(1)));
        registry.accept("Equal", call -> call.result(Kind.BOOLEAN, new Equal(), call.value(0), call.value(1)));
        registry.accept("Greater", call -> call.result(Kind.BOOLEAN, new Greater(), call.value(0), call.value(1)));
        registry.accept("GreaterOrEqual", call -> not(call, new Greater(), call.value(1), call.value(0)));
        registry.accept("Less", call -> call.result(Kind.BOOLEAN, new Greater(), call.value(1), call.value(0)));
        registry.accept("LessOrEqual", call -> not(call, new Greater(), call.value(0), call.value(1)));
        registry.accept("Not", call -> call.result(Kind.BOOLEAN, NOT, call.value(0)));
        registry.accept("Or", call -> call.result(Kind.BOOLEAN, new Maximum(), call.value(0), call.value(1)));
        registry.accept("Where", LogicImports::where);
        registry.accept("Xor", call -> not(call, new Equal(), call.value(0), call.value(1)));
    }

    private static void not(Call call, Op op, Value a, Value b) {
        call.result(Kind.BOOLEAN, NOT, call.add(op, a, b));
    }

    private static void where(Call call) {
        Kind kind = call.operand(1).kind();
        call.result(kind, new Select(), call.value(0), call.value(1), call.value(2));
    }
}
