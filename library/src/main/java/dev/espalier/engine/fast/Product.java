package dev.espalier.engine.fast;

import static org.bytedeco.dnnl.global.dnnl.DNNL_ARG_BIAS;
import static org.bytedeco.dnnl.global.dnnl.DNNL_ARG_DST;
import static org.bytedeco.dnnl.global.dnnl.DNNL_ARG_SRC;
import static org.bytedeco.dnnl.global.dnnl.DNNL_ARG_WEIGHTS;
import static org.bytedeco.dnnl.global.dnnl.dnnl_matmul_primitive_desc_create;
import static org.bytedeco.dnnl.global.dnnl.dnnl_success;

import java.util.HashMap;
import java.util.Map;
import java.util.Optional;
import org.bytedeco.dnnl.dnnl_primitive_desc;

/** A matrix product that oneDNN can compute; axes before the last two are repeated where an operand has length 1 there. */
record Product(dnnl_primitive_desc descriptor, Layout result, Map<Integer, Tensor> operands) {

    /**
     * Sets it up.
     *
     * @param bias with the axes of the result, of length 1 where it is repeated; or null
     */
    static Optional<Product> of(Tensor a, Tensor b, Tensor bias, Layout result, PostOps after, Natives natives) {
        dnnl_primitive_desc descriptor = new dnnl_primitive_desc();
        int status = dnnl_matmul_primitive_desc_create(
                descriptor,
                OneDnn.ENGINE,
                a.layout().descriptor(),
                b.layout().descriptor(),
                bias == null ? null : bias.layout().descriptor(),
                result.descriptor(),
                after.attributes());
        if (status != dnnl_success) {
            return Optional.empty();
        }
        Map<Integer, Tensor> operands = new HashMap<>(after.operands());
        operands.put(DNNL_ARG_SRC, a);
        operands.put(DNNL_ARG_WEIGHTS, b);
        if (bias != null) {
            operands.put(DNNL_ARG_BIAS, bias);
        }
        return Optional.of(new Product(natives.own(descriptor), result, operands));
    }

    boolean isFast() {
        return !OneDnn.implementation(descriptor).startsWith("ref");
    }

    /** Adds the call. */
    void call(String name, Tensor y, Lowering to) {
        operands.put(DNNL_ARG_DST, y);
        to.call(name, descriptor, operands);
    }
}
