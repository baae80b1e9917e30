package dev.espalier.compile.directory;

import dev.espalier.compile.directory.Arguments.Argument;
import dev.espalier.compile.runtime.RuntimeText;
import dev.espalier.compile.target.Product;
import dev.espalier.compile.target.Toolchain;
import dev.espalier.model.file.Origin;
import dev.espalier.model.op.Shape;
import java.util.HashMap;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.stream.Collectors;
import java.util.stream.IntStream;

/** The texts of a compiled network's directory. */
final class Texts {

    /** Largest difference from the reference that the example passes, relative to the largest output. */
    private static final String TOLERANCE = "1e-3";

    private final CompiledDirectory network;
    private final Arguments arguments;
    private final WeightsFile weights;
    private final Map<String, String> common = new HashMap<>();

    Texts(CompiledDirectory network) {
        this.network = network;
        this.arguments = Arguments.of(network.model().graph(), network.program());
        this.weights = new WeightsFile(network.source());
        common.put("name", network.name());
        common.put("NAME", upper(network.name()));
        common.put("title", comment(network.model().name()));
        common.put("version", Origin.current().library());
        common.put("target", network.target().toString());
        common.put("inputs", Integer.toString(arguments.inputs().size()));
        common.put("outputs", Integer.toString(arguments.outputs().size()));
        common.put("weights", Long.toString(weights.size()));
        common.put("library", network.library());
        common.put("tolerance", TOLERANCE);
        common.put("threads", Integer.toString(network.threads()));
        common.put("architecture", architecture());
        common.put("cc", crossCompiler());
        common.put("crossOptions", isForAndroid() ? "" : "-static");
        common.put("emulator", emulator());
        common.put(
                "parameters",
                arguments.each(one -> (arguments.isInput(one) ? ", const float *" : ", float *") + one.name()));
    }

    private boolean isForAndroid() {
        return network.target().triple().contains("android");
    }

    /** The processor, as {@code uname -m} calls it; that of a phone is never the one that runs make. */
    private String architecture() {
        return isForAndroid() ? "android" : network.target().architecture();
    }

    /** The cross compiler that whoever has the directory is likely to have. */
    private String crossCompiler() {
        String triple = network.target().triple();
        return triple + (isForAndroid() ? "-clang" : triple.contains("linux") ? "-gcc" : "-clang");
    }

    private String elsewhere() {
        if (isForAndroid()) {
            return "`make CC=...` with the clang of Android's NDK builds the example; copy the directory to the device, and"
                    + " call `./example --check` there.";
        }
        return "The code is for " + architecture() + ". On any other machine `make check` takes `" + crossCompiler()
                + "` and `" + emulator() + "`, if they are there.";
    }

    private String emulator() {
        return isForAndroid() ? "" : "qemu-" + architecture() + "-static";
    }

    /** All of the code. */
    String source() {
        Map<String, String> values = new HashMap<>(common);
        values.put(
                "assignments", assignments("inputs", arguments.inputs()) + assignments("outputs", arguments.outputs()));
        values.put("arena", Long.toString((network.source().plan().floats() + 15) / 16 * 16));
        values.put("scratch", Long.toString(network.source().scratch()));
        values.put("magic", Long.toUnsignedString(WeightsFile.magic()));
        values.put("fingerprint", Long.toUnsignedString(weights.fingerprint()));
        return network.source().complete(network.target(), RuntimeText.header()) + Template.fill("api.c", values);
    }

    private static String assignments(String array, List<Argument> list) {
        return IntStream.range(0, list.size())
                .mapToObj(
                        i -> "  net->" + array + "[" + i + "] = " + list.get(i).name() + ";\n")
                .collect(Collectors.joining());
    }

    String header() {
        Map<String, String> values = new HashMap<>(common);
        values.put(
                "counts",
                arguments.each(
                        one -> "#define " + count(one) + " " + one.shape().size() + "\n"));
        values.put(
                "arguments",
                arguments.each(one -> String.format(
                        " *   %-8s %s the model's '%s', %d numbers %s\n",
                        one.name(),
                        arguments.isInput(one) ? "in: " : "out:",
                        comment(one.node()),
                        one.shape().size(),
                        one.shape())));
        values.put("indent", " ".repeat(2 * network.name().length() + "_create( *".length()));
        return Template.fill("header.h", values);
    }

    String example() {
        Map<String, String> values = new HashMap<>(common);
        values.put("inputTable", table(arguments.inputs()));
        values.put("outputTable", table(arguments.outputs()));
        values.put("call", elements("in", arguments.inputs()) + elements("out", arguments.outputs()));
        boolean vectors = arguments.outputs().stream().allMatch(one -> isVector(one.shape()));
        values.put("vector", vectors ? "1" : "0");
        return Template.fill("main.c", values);
    }

    private String table(List<Argument> list) {
        return list.stream()
                .map(one -> "{\"" + one.name() + "\", " + count(one) + "}")
                .collect(Collectors.joining(", "));
    }

    private static String elements(String array, List<Argument> list) {
        return IntStream.range(0, list.size())
                .mapToObj(i -> ", " + array + "[" + i + "]")
                .collect(Collectors.joining());
    }

    private static boolean isVector(Shape shape) {
        return shape.dims().stream().filter(dim -> dim > 1).count() == 1;
    }

    String makefile() {
        return Template.fill("Makefile", common);
    }

    /**
     * What whoever gets the directory should know.
     *
     * @param sizes bytes of the files
     */
    String readme(Map<String, Long> sizes, Toolchain toolchain) {
        Map<String, String> values = new HashMap<>(common);
        values.put("files", files(sizes));
        values.put(
                "tensors",
                arguments.each(one -> String.format(
                        Locale.ROOT,
                        "- %s `%s`: %s, %,d numbers\n",
                        arguments.isInput(one) ? "in" : "out",
                        one.name(),
                        one.shape(),
                        one.shape().size())));
        long memory = (network.source().plan().floats() + network.source().scratch()) * Float.BYTES;
        values.put("memory", String.format(Locale.ROOT, "about %,d", memory));
        values.put(
                "inputFiles",
                arguments.inputs().stream().map(one -> one.name() + ".f32").collect(Collectors.joining(" ")));
        values.put("elsewhere", elsewhere());
        values.put("plainArguments", arguments.each(one -> ", " + one.name()));
        List<String> options = toolchain.options(network.target(), Product.OBJECT);
        values.put("compiler", toolchain.version() + "\n" + String.join(" ", options));
        values.put(
                "deviation",
                network.deviation()
                        .map(found -> "Measured where it was compiled, on the numbers in test/: " + found + ".")
                        .orElse("It was compiled on a machine that does not run it, so it is not known yet."));
        values.put("history", history());
        return Template.fill("README.md", values);
    }

    private String files(Map<String, Long> sizes) {
        Map<String, String> meanings = new LinkedHashMap<>();
        meanings.put(network.name() + ".h", "the functions, with all there is to know about them");
        meanings.put(network.name() + ".o", "the code, to link into a program");
        meanings.put(network.library(), "the code as a shared library");
        meanings.put(network.name() + ".weights", "the weights; the code refuses all others");
        meanings.put("source/" + network.name() + ".c", "the code as it was generated");
        meanings.put("main.c", "an example, with its `Makefile`");
        return meanings.entrySet().stream()
                .map(file -> String.format(
                        Locale.ROOT, "| `%s` | %,d | %s |\n", file.getKey(), sizes.get(file.getKey()), file.getValue()))
                .collect(Collectors.joining());
    }

    private String history() {
        return network.model().history().isEmpty()
                ? "The model does not say how it was made.\n"
                : network.model().history().stream()
                        .map(step -> "1. `" + step + "`\n")
                        .collect(Collectors.joining("", "How the model was made:\n\n", ""));
    }

    private String count(Argument argument) {
        return upper(network.name()) + "_" + upper(argument.name()) + "_COUNT";
    }

    private static String upper(String name) {
        return name.toUpperCase(Locale.ROOT);
    }

    /** A text that does not end the comment it is in. */
    private static String comment(String text) {
        return text.replaceAll("\\p{Cntrl}", " ").replace("*/", "* /");
    }
}
