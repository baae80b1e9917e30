package dev.espalier.model.file;

import dev.espalier.model.Encoding;
import dev.espalier.model.LevelCode;
import dev.espalier.model.MaskCode;
import dev.espalier.model.Model;
import dev.espalier.model.Nearest;
import dev.espalier.model.Node;
import dev.espalier.model.Parameters;
import dev.espalier.model.Safetensors;
import dev.espalier.model.Structure;
import dev.espalier.model.op.Shape;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.util.LinkedHashMap;
import java.util.LinkedHashSet;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import org.nd4j.linalg.api.ndarray.INDArray;
import org.nd4j.linalg.factory.Nd4j;

/** What is in a model file, by the names of its entries: see {@link ModelFile}. */
final class ModelEntries {

    private static final String DESCRIPTION = "model.json";
    private static final String WEIGHTS = "weights.safetensors";
    private static final String MASKS = "masks/";
    private static final String LEVELS = "levels/";

    private ModelEntries() {}

    static Map<String, byte[]> of(Model model, Origin origin) throws IOException {
        Map<String, byte[]> entries = new LinkedHashMap<>();
        entries.put(DESCRIPTION, Description.of(model, origin).write());
        Map<String, INDArray> tensors = new LinkedHashMap<>();
        for (Node parameter : model.graph().parameters()) {
            String name = parameter.name();
            INDArray array = model.parameters().get(name);
            Encoding encoding = model.encoding(name);
            encoding.masked().ifPresent(masked -> entries.put(MASKS + name, mask(name, masked)));
            if (encoding instanceof Encoding.Quantized quantized) {
                entries.put(LEVELS + name, levels(name, array, quantized));
                tensors.put(name, Tensors.of(quantized.scales()));
            } else if (encoding instanceof Encoding.Masked masked) {
                float[] kept = Tensors.kept(name, array, masked);
                if (kept.length > 0) {
                    tensors.put(name, Nd4j.createFromArray(kept));
                }
            } else {
                tensors.put(name, array);
            }
        }
        ByteArrayOutputStream weights = new ByteArrayOutputStream();
        Safetensors.write(tensors, weights);
        entries.put(WEIGHTS, weights.toByteArray());
        return entries;
    }

    private static byte[] mask(String parameter, Encoding.Masked masked) {
        try {
            return MaskCode.encode(masked.mask());
        } catch (IllegalArgumentException noMask) {
            throw new IllegalArgumentException("parameter '" + parameter + "': " + noMask.getMessage(), noMask);
        }
    }

    private static byte[] levels(String parameter, INDArray weights, Encoding.Quantized quantized) {
        try {
            return LevelCode.encode(weights, quantized);
        } catch (IllegalArgumentException unfit) {
            throw new IllegalArgumentException("parameter '" + parameter + "' " + unfit.getMessage(), unfit);
        }
    }

    static Description description(Map<String, byte[]> entries) throws IOException {
        byte[] json = entry(entries, DESCRIPTION);
        try {
            return Description.read(json);
        } catch (FormatException damaged) {
            throw new FormatException(DESCRIPTION + ": " + damaged.getMessage(), damaged);
        }
    }

    private static byte[] entry(Map<String, byte[]> entries, String name) {
        byte[] bytes = entries.get(name);
        if (bytes == null) {
            throw new FormatException("entry " + name + " is missing");
        }
        return bytes;
    }

    static Model model(Map<String, byte[]> entries) throws IOException {
        Description description = description(entries);
        checkParameters(description);
        Map<String, Encoding.Masked> masks = masks(description, entries);
        refuseOthers(description, entries);
        Map<String, INDArray> tensors = tensors(entry(entries, WEIGHTS));
        Map<String, INDArray> arrays = new LinkedHashMap<>();
        Map<String, Encoding> encodings = new LinkedHashMap<>();
        for (Node parameter : description.graph().parameters()) {
            String name = parameter.name();
            INDArray tensor = tensors.remove(name);
            Encoding.Masked masked = masks.get(name);
            LevelDescription levels = description.levels().get(name);
            if (levels != null) {
                LevelCode.Tensor quantized =
                        quantized(parameter, tensor, levels, masked, entry(entries, LEVELS + name));
                arrays.put(name, quantized.weights());
                encodings.put(name, quantized.encoding());
            } else if (masked != null) {
                arrays.put(name, masked(name, tensor, masked));
                encodings.put(name, masked);
            } else {
                arrays.put(name, dense(parameter, tensor));
            }
        }
        if (!tensors.isEmpty()) {
            throw new FormatException(WEIGHTS + ": the graph has no parameters " + tensors.keySet());
        }
        return new Model(
                description.name(), description.graph(), new Parameters(arrays), encodings, description.history());
    }

    private static void checkParameters(Description description) {
        Set<String> known = new LinkedHashSet<>();
        description.graph().parameters().forEach(parameter -> known.add(parameter.name()));
        for (String name : description.encoded()) {
            if (!known.contains(name)) {
                throw new FormatException(DESCRIPTION + ": encodings." + name + " is for no parameter of the graph");
            }
        }
    }

    private static Map<String, Encoding.Masked> masks(Description description, Map<String, byte[]> entries) {
        Map<String, Encoding.Masked> masks = new LinkedHashMap<>();
        description.masks().forEach((parameter, structure) -> {
            String entry = MASKS + parameter;
            Shape shape = description.graph().node(parameter).shape();
            masks.put(parameter, mask(entry, entry(entries, entry), shape, structure));
        });
        return masks;
    }

    private static Encoding.Masked mask(String entry, byte[] code, Shape shape, Structure structure) {
        try {
            return new Encoding.Masked(Tensors.mask(MaskCode.decode(code, shape), shape), structure);
        } catch (IllegalArgumentException | ArithmeticException damaged) {
            throw new FormatException(entry + ": " + damaged.getMessage(), damaged);
        }
    }

    private static LevelCode.Tensor quantized(
            Node parameter, INDArray scales, LevelDescription levels, Encoding.Masked masked, byte[] code) {
        if (scales == null || scales.rank() != 1) {
            throw new FormatException(WEIGHTS + ": tensor '" + parameter.name() + "' must be a list of scales, found "
                    + (scales == null ? "none" : "shape " + Model.shapeOf(scales)));
        }
        try {
            return LevelCode.decode(
                    code,
                    parameter.shape(),
                    levels.granularity(),
                    levels.sets(),
                    Tensors.list(scales),
                    Optional.ofNullable(masked));
        } catch (IllegalArgumentException | ArithmeticException damaged) {
            throw new FormatException(LEVELS + parameter.name() + ": " + damaged.getMessage(), damaged);
        }
    }

    private static void refuseOthers(Description description, Map<String, byte[]> entries) {
        Set<String> known = new LinkedHashSet<>();
        known.add(DESCRIPTION);
        known.add(WEIGHTS);
        description.masks().keySet().forEach(parameter -> known.add(MASKS + parameter));
        description.levels().keySet().forEach(parameter -> known.add(LEVELS + parameter));
        for (String entry : entries.keySet()) {
            if (!known.contains(entry)) {
                throw new FormatException("entry " + entry + " belongs to no model file" + Nearest.hint(entry, known));
            }
        }
    }

    private static Map<String, INDArray> tensors(byte[] weights) {
        try {
            return Safetensors.read(weights, WEIGHTS);
        } catch (IOException damaged) {
            throw new FormatException(damaged.getMessage(), damaged);
        }
    }

    private static INDArray dense(Node parameter, INDArray tensor) {
        if (tensor == null) {
            throw new FormatException(WEIGHTS + ": tensor '" + parameter.name() + "' is missing");
        }
        Shape found = Model.shapeOf(tensor);
        if (!found.equals(parameter.shape())) {
            throw new FormatException(WEIGHTS + ": tensor '" + parameter.name() + "' has shape " + found
                    + ", but the graph expects " + parameter.shape());
        }
        return tensor;
    }

    private static INDArray masked(String parameter, INDArray tensor, Encoding.Masked masked) {
        long found = tensor == null ? 0 : tensor.length();
        if (found != masked.kept() || (tensor != null && tensor.rank() != 1)) {
            throw new FormatException(WEIGHTS + ": tensor '" + parameter + "' has shape "
                    + (tensor == null ? "[0]" : Model.shapeOf(tensor)) + ", but its mask keeps " + masked.kept()
                    + " numbers");
        }
        float[] kept = tensor == null ? new float[0] : Tensors.numbers(tensor);
        return Tensors.spread(kept, masked);
    }
}
