package dev.espalier.fpga;

import java.math.BigInteger;
import java.util.HashMap;
import java.util.List;
import java.util.Map;

/** A bench with every pair of an activation and a word that means a level, redundant words too. */
record ElementBench(ProcessingElement element) {

    Bench bench() {
        Activation activation = element.activation();
        WeightCode code = new WeightCode(element.weights());
        Hex activationHex = new Hex(activation.bits());
        Hex weightHex = new Hex(element.weights().bits());
        Hex productHex = new Hex(element.productBits());
        StringBuilder activations = new StringBuilder();
        StringBuilder weights = new StringBuilder();
        StringBuilder products = new StringBuilder();
        List<Integer> words = code.words();
        for (int a = activation.least(); a <= activation.most(); a++) {
            for (int word : words) {
                BigInteger level = BigInteger.valueOf(code.level(word).orElseThrow());
                activations.append(activationHex.word(a)).append('\n');
                weights.append(weightHex.word(word)).append('\n');
                products.append(productHex.word(level.multiply(BigInteger.valueOf(a))))
                        .append('\n');
            }
        }
        String name = element.module() + "_" + activation + "_bench";
        Map<String, Object> values = new HashMap<>(element.names());
        values.put("bench", name);
        values.put("vectors", words.size() * (activation.most() - activation.least() + 1));
        return new Bench(
                name,
                List.of(
                        element.verilog(),
                        SourceFile.module(name, Template.PE_BENCH.fill(values)),
                        new SourceFile(name + "_activations.hex", activations.toString()),
                        new SourceFile(name + "_weights.hex", weights.toString()),
                        new SourceFile(name + "_products.hex", products.toString())));
    }
}
