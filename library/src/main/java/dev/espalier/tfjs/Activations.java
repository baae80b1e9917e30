package dev.espalier.tfjs;

import dev.espalier.model.op.Affine;
import dev.espalier.model.op.Elu;
import dev.espalier.model.op.LeakyRelu;
import dev.espalier.model.op.Multiply;
import dev.espalier.model.op.Op;
import dev.espalier.model.op.Parameter.Role;
import dev.espalier.model.op.Relu;
import dev.espalier.model.op.Relu6;
import dev.espalier.model.op.Sigmoid;
import dev.espalier.model.op.Softmax;
import dev.espalier.model.op.Subtract;
import dev.espalier.model.op.Tanh;
import dev.espalier.model.op.Value;
import java.util.List;

/** Activations, on their own and fused into layers. */
final class Activations {

    private Activations() {}

    /** Any operator of one operand that looks at one number at a time. */
    static Conversion pointwise(Op op) {
        return call -> {
            Result x = call.result(0);
            return x.with(call.add(op, x.value()));
        };
    }

    static Result leakyRelu(Call call) {
        Result x = call.result(0);
        return x.with(call.add(new LeakyRelu(call.attributes().number("alpha", 0.2)), x.value()));
    }

    static Result softmax(Call call) {
        Result x = call.result(0);
        return x.with(call.add(new Softmax(x.axis(x.shape().rank() - 1)), x.value()));
    }

    static Result prelu(Call call) {
        return prelu(call, call.result(0), 1);
    }

    /** max(x, 0) - slope max(-x, 0). */
    private static Result prelu(Call call, Result x, int slope) {
        Value slopes = Elementwise.parameter(call, Role.SCALE, call.constant(slope), x);
        Value above = call.add(new Relu(), x.value());
        Value below = call.add(new Relu(), call.add(new Affine(-1, 0), x.value()));
        return x.with(call.add(new Subtract(), above, call.add(new Multiply(), below, slopes)));
    }

    /** What remains of {@code fused_ops} after the bias. */
    static Result fused(Call call, Result x, List<String> activations) {
        Result result = x;
        for (String activation : activations) {
            result = switch (activation) {
                case "Relu" -> result.with(call.add(new Relu(), result.value()));
                case "Relu6" -> result.with(call.add(new Relu6(), result.value()));
                case "Elu" -> result.with(call.add(new Elu(1), result.value()));
                case "Sigmoid" -> result.with(call.add(new Sigmoid(), result.value()));
                case "Tanh" -> result.with(call.add(new Tanh(), result.value()));
                case "LeakyRelu" ->
                    result.with(
                            call.add(new LeakyRelu(call.attributes().number("leakyrelu_alpha", 0.2)), result.value()));
                case "Prelu" -> prelu(call, result, call.inputs() - 1);
                default -> throw call.fault("it has '" + activation + "' fused into it, which cannot be had here");
            };
        }
        return result;
    }
}
