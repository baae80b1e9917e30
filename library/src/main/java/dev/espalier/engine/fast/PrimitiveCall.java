package dev.espalier.engine.fast;

import static org.bytedeco.dnnl.global.dnnl.dnnl_primitive_execute;

import java.util.Map;
import org.bytedeco.dnnl.dnnl_exec_arg_t;
import org.bytedeco.dnnl.dnnl_primitive;

/** A call of a oneDNN primitive. */
final class PrimitiveCall implements Instruction {

    private final String name;
    private final dnnl_primitive primitive;
    private final Map<Integer, Tensor> operands;
    private dnnl_exec_arg_t arguments;

    /** @param operands by oneDNN's argument constants */
    PrimitiveCall(String name, dnnl_primitive primitive, Map<Integer, Tensor> operands) {
        this.name = name;
        this.primitive = primitive;
        this.operands = operands;
    }

    @Override
    public String name() {
        return name;
    }

    @Override
    public void bind(Places places) {
        arguments = new dnnl_exec_arg_t(operands.size());
        int position = 0;
        for (Map.Entry<Integer, Tensor> operand : operands.entrySet()) {
            arguments.position(position++).arg(operand.getKey()).memory(places.memory(operand.getValue()));
        }
        arguments.position(0);
    }

    @Override
    public void run() {
        int status = dnnl_primitive_execute(primitive, OneDnn.STREAM, operands.size(), arguments);
        if (status != 0) {
            OneDnn.check(status, name);
        }
    }
}
