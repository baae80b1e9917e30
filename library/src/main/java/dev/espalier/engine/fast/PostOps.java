package dev.espalier.engine.fast;

import static org.bytedeco.dnnl.global.dnnl.*;

import java.util.HashMap;
import java.util.Map;
import org.bytedeco.dnnl.dnnl_post_ops;
import org.bytedeco.dnnl.dnnl_primitive_attr;

/** What a primitive does to each number before it writes it: further functions, and further tensors, in order. */
final class PostOps {

    private final Natives natives;
    private final dnnl_post_ops operations = new dnnl_post_ops();
    private final Map<Integer, Tensor> operands = new HashMap<>();
    private int count;

    PostOps(Natives natives) {
        this.natives = natives;
    }

    /** Applies a function. */
    PostOps then(Eltwise function) {
        begin();
        OneDnn.check(
                dnnl_post_ops_append_eltwise(operations, function.algorithm(), function.alpha(), function.beta()),
                "a function after another operator");
        count++;
        return this;
    }

    /** Combines with a tensor of the same or a broadcast shape, as the second operand. */
    PostOps then(int algorithm, Tensor tensor) {
        begin();
        OneDnn.check(
                dnnl_post_ops_append_binary(
                        operations, algorithm, tensor.layout().descriptor()),
                "a tensor after another operator");
        operands.put(DNNL_ARG_ATTR_MULTIPLE_POST_OP(count) | DNNL_ARG_SRC_1, tensor);
        count++;
        return this;
    }

    /** Adds what the result held before. */
    PostOps sum() {
        begin();
        OneDnn.check(dnnl_post_ops_append_sum(operations, 1, 0, dnnl_data_type_undef), "a sum after another operator");
        count++;
        return this;
    }

    private void begin() {
        if (count == 0) {
            OneDnn.check(dnnl_post_ops_create(operations), "a list of operators");
        }
    }

    private static int DNNL_ARG_ATTR_MULTIPLE_POST_OP(int index) {
        return DNNL_ARG_ATTR_MULTIPLE_POST_OP_BASE * (index + 1);
    }

    /** For the primitive descriptor; null if there is nothing to do. */
    dnnl_primitive_attr attributes() {
        if (count == 0) {
            return null;
        }
        dnnl_primitive_attr attributes = natives.attributes();
        OneDnn.check(dnnl_primitive_attr_set_post_ops(attributes, operations), "a list of operators");
        return attributes;
    }

    /** The tensors, for the call. */
    Map<Integer, Tensor> operands() {
        return operands;
    }
}
