package dev.espalier.train;

import dev.espalier.model.Encoding;
import dev.espalier.model.Model;
import java.io.IOException;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import org.nd4j.linalg.api.ndarray.INDArray;

/**
 * The part of a {@link Hold} that a checkpoint keeps as tensors: {@code strength/NAME} and {@code anchor/NAME} of pulls,
 * {@code memory/NAME}. Encodings and substitutes are kept in the two models beside it.
 */
final class HoldFile {

    private static final String STRENGTH = "strength/";
    private static final String ANCHOR = "anchor/";
    private static final String MEMORY = "memory/";

    private HoldFile() {}

    static Map<String, INDArray> tensors(Hold hold) {
        Map<String, INDArray> tensors = new LinkedHashMap<>();
        hold.pulls().forEach((name, pull) -> {
            tensors.put(STRENGTH + name, pull.strength());
            pull.anchor().ifPresent(anchor -> tensors.put(ANCHOR + name, anchor));
        });
        hold.memory().forEach((name, array) -> tensors.put(MEMORY + name, array));
        return tensors;
    }

    /**
     * The hold as it was.
     *
     * @param encodings in force
     * @param substituted which parameters have a substitute
     * @param forward the model with the substitutes in it; unused if there are none
     */
    static Hold read(
            Map<String, INDArray> tensors, Map<String, Encoding> encodings, List<String> substituted, Model forward)
            throws IOException {
        Map<String, Pull> pulls = new LinkedHashMap<>();
        Map<String, INDArray> memory = new LinkedHashMap<>();
        for (Map.Entry<String, INDArray> tensor : tensors.entrySet()) {
            String name = tensor.getKey();
            if (name.startsWith(STRENGTH)) {
                String parameter = name.substring(STRENGTH.length());
                pulls.put(parameter, new Pull(tensor.getValue(), Optional.ofNullable(tensors.get(ANCHOR + parameter))));
            } else if (name.startsWith(MEMORY)) {
                memory.put(name.substring(MEMORY.length()), tensor.getValue());
            } else if (!name.startsWith(ANCHOR)) {
                throw new IOException("it holds weights by an unknown '" + name + "'");
            }
        }
        Map<String, Substitute> substitutes = new LinkedHashMap<>();
        for (String parameter : substituted) {
            substitutes.put(
                    parameter, new Substitute(forward.parameters().get(parameter), forward.encoding(parameter)));
        }
        return new Hold(encodings, pulls, substitutes, memory);
    }
}
