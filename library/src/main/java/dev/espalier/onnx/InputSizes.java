package dev.espalier.onnx;

import dev.espalier.model.Nearest;
import dev.espalier.model.op.Input;
import dev.espalier.model.op.Shape;
import dev.espalier.model.op.Value;
import dev.espalier.onnx.proto.TensorShapeProto.Dimension;
import dev.espalier.onnx.proto.TypeProto;
import dev.espalier.onnx.proto.ValueInfoProto;
import java.util.ArrayList;
import java.util.Collection;
import java.util.HashSet;
import java.util.LinkedHashMap;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;

/**
 * Sizes for the dimensions of inputs that a file leaves open.
 *
 * @param named by the dimension's name in the file or by place, {@code input[axis]}
 * @param openBatch whether the first axis of every input stays open
 */
record InputSizes(Map<String, Integer> named, boolean openBatch) {

    static InputSizes none() {
        return new InputSizes(Map.of(), false);
    }

    InputSizes with(String dimension, int size) {
        if (size < 1) {
            throw new OnnxException(
                    "dimension '" + dimension + "' is given the size " + size + "; it must be at least 1");
        }
        Map<String, Integer> more = new LinkedHashMap<>(named);
        more.put(dimension, size);
        return new InputSizes(more, openBatch);
    }

    /** With the sizes that a shape gives to an input. */
    InputSizes with(ValueInfoProto input, Shape shape) {
        List<Dimension> dims = input.getType().getTensorType().getShape().getDimList();
        String name = "input '" + input.getName() + "'";
        if (dims.size() != shape.rank()) {
            throw new OnnxException(
                    "has for " + name + " a shape of " + dims.size() + " dimensions, and is given " + shape);
        }
        InputSizes sized = this;
        for (int axis = 0; axis < dims.size(); axis++) {
            int size = shape.dim(axis);
            long said = dims.get(axis).getDimValue();
            if (size == Shape.BATCH && said <= 1) {
                sized = sized.withOpenBatch();
            } else if (said > 0 && said != size) {
                throw new OnnxException(
                        "says that axis " + axis + " of " + name + " has length " + said + ", but is given " + shape);
            } else if (said <= 0) {
                sized = sized.with(input.getName() + "[" + axis + "]", size);
            }
        }
        return sized;
    }

    InputSizes withOpenBatch() {
        return new InputSizes(named, true);
    }

    /** Adds the inputs that are no constants to the graph. */
    void declare(Collection<ValueInfoProto> inputs, Reading reading) {
        Set<String> open = new LinkedHashSet<>();
        Set<String> known = new LinkedHashSet<>();
        Map<ValueInfoProto, List<Integer>> shapes = new LinkedHashMap<>();
        Set<String> names = new HashSet<>();
        for (ValueInfoProto input : inputs) {
            if (!names.add(input.getName())) {
                throw new OnnxException("has two inputs '" + input.getName() + "'");
            }
            if (!reading.knows(input.getName())) {
                shapes.put(input, dims(input, open, known));
            }
        }
        for (String name : named.keySet()) {
            if (!known.contains(name)) {
                throw new OnnxException("has no dimension '" + name + "' to give a size to" + Nearest.hint(name, known)
                        + "; there are " + known);
            }
        }
        if (!open.isEmpty()) {
            throw new OnnxException("leaves the sizes of " + String.join(", ", open)
                    + " open; give each one, by its name or as input[axis], in the way of with(\"sequence\", 128)");
        }
        shapes.forEach((input, dims) -> {
            try {
                Value value = reading.add(input.getName(), new Input(Call.shape(Dims.array(dims))));
                Tensor.Kind kind = ElementType.of(
                                input.getType().getTensorType().getElemType())
                        .kind();
                reading.put(input.getName(), new Operand.Computed(value, kind));
            } catch (OnnxException refused) {
                throw new OnnxException("input '" + input.getName() + "' " + refused.getMessage(), refused);
            }
        });
    }

    private List<Integer> dims(ValueInfoProto input, Set<String> open, Set<String> known) {
        TypeProto type = input.getType();
        if (!type.hasTensorType() || !type.getTensorType().hasShape()) {
            throw new OnnxException("does not say what shape of tensor its input '" + input.getName() + "' is");
        }
        List<Dimension> dims = type.getTensorType().getShape().getDimList();
        List<Integer> sizes = new ArrayList<>();
        for (int axis = 0; axis < dims.size(); axis++) {
            Dimension dim = dims.get(axis);
            String place = input.getName() + "[" + axis + "]";
            String name = dim.getDimParam().matches("\\??") ? place : dim.getDimParam();
            boolean isBatch = axis == 0
                    && dims.stream().skip(1).anyMatch(other -> other.getDimParam()
                            .equals(name));
            if (dim.getDimValue() < -1) {
                throw new OnnxException("input '" + input.getName() + "' has a dimension of " + dim.getDimValue());
            }
            boolean fixed = dim.hasDimValue() && dim.getDimValue() > 0;
            if (axis == 0 && openBatch && (!fixed || dim.getDimValue() == 1)) {
                sizes.add(Shape.BATCH);
            } else if (fixed) {
                if (dim.getDimValue() > Integer.MAX_VALUE) {
                    throw new OnnxException("input '" + input.getName() + "' has a dimension of " + dim.getDimValue());
                }
                sizes.add((int) dim.getDimValue());
            } else {
                known.add(name);
                known.add(place);
                Integer size = named.getOrDefault(place, isBatch ? null : named.get(name));
                if (size == null && axis > 0) {
                    open.add(name.equals(place) ? place : place + " ('" + name + "')");
                }
                sizes.add(size == null ? 1 : size);
            }
        }
        return sizes;
    }
}
