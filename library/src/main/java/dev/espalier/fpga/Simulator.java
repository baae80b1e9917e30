package dev.espalier.fpga;

import dev.espalier.progress.Cancellation;
import java.io.IOException;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import java.util.stream.Collectors;

/**
 * Simulates hardware. The two share no code, so that what both find right is right by the language, not by one reading of it.
 */
public enum Simulator {
    VERILATOR(Tool.VERILATOR) {
        @Override
        List<List<String>> commands(List<String> files, Path folder) {
            List<String> translate = new ArrayList<>(List.of(
                    "verilator",
                    "--binary",
                    "-O3",
                    "-CFLAGS",
                    "-O0",
                    "-MAKEFLAGS",
                    "OPT_GLOBAL=-O0",
                    "--top-module",
                    TOP,
                    "--Mdir",
                    "verilated",
                    "-o",
                    "simulation"));
            translate.addAll(files);
            return List.of(
                    translate,
                    List.of(folder.toAbsolutePath()
                            .resolve("verilated/simulation")
                            .toString()));
        }
    },
    ICARUS(Tool.ICARUS) {
        @Override
        List<List<String>> commands(List<String> files, Path folder) {
            List<String> compile =
                    new ArrayList<>(List.of("iverilog", "-g2005", "-Wall", "-s", TOP, "-o", "simulation.vvp"));
            compile.addAll(files);
            return List.of(compile, List.of("vvp", "-n", "simulation.vvp"));
        }
    };

    private static final String TOP = "all_benches";
    private static final Pattern RESULT = Pattern.compile("RESULT (\\w+) (\\d+) (\\d+)");

    private final Tool tool;

    Simulator(Tool tool) {
        this.tool = tool;
    }

    /** The program. */
    public Tool tool() {
        return tool;
    }

    /**
     * Sends a layer through a core, and compares every sum with that of integer arithmetic.
     *
     * @param folder for the Verilog, the bench that does this, and what the simulator makes of them
     * @throws IllegalArgumentException if the core is not made for such a layer
     * @throws FpgaException if the simulator is missing, or fails
     * @throws java.util.concurrent.CancellationException if that was asked for
     */
    public Verdict run(GemmCore core, IntegerLayer layer, Path folder, Cancellation cancellation) throws IOException {
        Bench bench = new LayerBench("layer_bench", core, layer).bench();
        return run(List.of(bench), folder, cancellation).get(0);
    }

    abstract List<List<String>> commands(List<String> files, Path folder);

    /**
     * Runs benches in one simulation.
     *
     * @param folder for their files and the simulator's
     * @return a verdict each, in order
     * @throws FpgaException if the simulator is missing, refuses the Verilog, or a bench does not come to its end
     */
    List<Verdict> run(List<Bench> benches, Path folder, Cancellation cancellation) throws IOException {
        Map<String, SourceFile> files = new LinkedHashMap<>();
        for (Bench bench : benches) {
            bench.files().forEach(file -> files.put(file.name(), file));
        }
        SourceFile top = SourceFile.module(TOP, top(benches));
        files.put(top.name(), top);
        SourceFile.writeAll(List.copyOf(files.values()), folder);
        List<String> verilog = files.values().stream()
                .filter(SourceFile::isVerilog)
                .map(SourceFile::name)
                .toList();
        String said = "";
        for (List<String> command : commands(verilog, folder)) {
            said = new ToolRun(tool, folder, cancellation).run(command);
        }
        String output = said;
        return benches.stream().map(bench -> verdict(bench, output)).toList();
    }

    private static String top(List<Bench> benches) {
        return Template.ALL_BENCHES.fill(Map.of(
                "instances",
                benches.stream()
                        .map(Bench::name)
                        .map(name -> "    wire " + name + "_done;\n    " + name + " " + name + "_run (.done(" + name
                                + "_done));")
                        .collect(Collectors.joining("\n")),
                "allDone",
                benches.stream().map(bench -> bench.name() + "_done").collect(Collectors.joining(" && "))));
    }

    private Verdict verdict(Bench bench, String output) {
        List<String> wrong = output.lines()
                .filter(line -> line.startsWith("WRONG " + bench.name() + " "))
                .toList();
        Matcher result = RESULT.matcher(output);
        while (result.find()) {
            if (result.group(1).equals(bench.name())) {
                return new Verdict(
                        bench.name(), Long.parseLong(result.group(2)), Long.parseLong(result.group(3)), wrong);
            }
        }
        throw new FpgaException(tool.title() + " ended before " + bench.name() + " did; it said: " + output.strip());
    }
}
