package dev.espalier.tfjs;

import dev.espalier.model.op.Add;
import dev.espalier.model.op.Affine;
import dev.espalier.model.op.BatchNorm;
import dev.espalier.model.op.Binary;
import dev.espalier.model.op.Parameter.Role;
import dev.espalier.model.op.Shape;
import dev.espalier.model.op.Value;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.function.DoubleFunction;

/** Operators of two operands, number by number, one of which may be a constant. */
final class Elementwise {

    private Elementwise() {}

    /**
     * An operator.
     *
     * @param role of a constant that stands on one side
     */
    static Conversion of(Binary op, Role role) {
        return call -> {
            if (!call.isConstant(0) && !call.isConstant(1)) {
                return ofResults(call, op);
            }
            boolean first = call.isConstant(0);
            Result x = call.result(first ? 1 : 0);
            Value constant = parameter(call, role, call.constant(first ? 0 : 1), x);
            return x.with(first ? call.add(op, constant, x.value()) : call.add(op, x.value(), constant));
        };
    }

    /** The same, where one number on the right makes it a line. */
    static Conversion of(Binary op, Role role, DoubleFunction<Affine> line) {
        Conversion general = of(op, role);
        return call -> {
            Optional<Double> number = call.isConstant(1) ? number(call.constant(1)) : Optional.empty();
            if (number.isEmpty()) {
                return general.convert(call);
            }
            Result x = call.result(0);
            return x.with(call.add(line.apply(number.get()), x.value()));
        };
    }

    private static Optional<Double> number(Tensor tensor) {
        return tensor.numbers().length == 1 ? Optional.of((double) tensor.numbers()[0]) : Optional.empty();
    }

    private static Result ofResults(Call call, Binary op) {
        Result a = call.result(0);
        Result b = call.result(1);
        if (a.shape().rank() != b.shape().rank()) {
            throw call.fault("it combines " + a.shape() + " with " + b.shape() + "; they must have as many axes");
        }
        return a.image() || b.image()
                ? Result.image(call.add(op, call.image(0), call.image(1)))
                : Result.plain(call.add(op, a.value(), b.value()));
    }

    /** A constant, repeated as TensorFlow does: aligned at the last of TensorFlow's axes. */
    static Value parameter(Call call, Role role, Tensor constant, Result beside) {
        List<Integer> dims = new ArrayList<>(constant.shape());
        while (dims.size() >= beside.shape().rank()) {
            if (dims.remove(0) != 1) {
                throw call.fault("its constant '" + constant.name() + "' of shape " + constant.shape()
                        + " has other numbers for each item of a batch");
            }
        }
        if (dims.isEmpty()) {
            dims.add(1);
        }
        if (!beside.image()) {
            return call.parameter(role, constant, TensorOrder.same(constant.rank()), new Shape(dims));
        }
        while (dims.size() < 3) {
            dims.add(0, 1);
        }
        var spread = new Tensor(constant.name(), dims, constant.numbers());
        return call.parameter(role, spread, new int[] {2, 0, 1}, Shape.of(dims.get(2), dims.get(0), dims.get(1)));
    }

    static Result biasAdd(Call call) {
        call.expectChannelsLast();
        Result x = call.result(0);
        Value bias = parameter(call, Role.BIAS, call.constant(1, 1), x);
        return x.with(call.add(new Add(), x.value(), bias));
    }

    /** Inputs: images, scale, shift, mean, variance. */
    static Result batchNorm(Call call) {
        call.expectChannelsLast();
        if (call.attributes().flag("is_training")) {
            throw call.fault("is_training is set; freeze the model before it is converted");
        }
        Value images = call.image(0);
        int channels = images.shape().dim(1);
        var norm = new BatchNorm(call.attributes().number("epsilon", 1e-4), 0.1);
        return Result.image(call.add(
                norm,
                images,
                call.perChannel(Role.SCALE, 1, channels),
                call.perChannel(Role.SHIFT, 2, channels),
                call.perChannel(Role.RUNNING_MEAN, 3, channels),
                call.perChannel(Role.RUNNING_VARIANCE, 4, channels)));
    }
}
