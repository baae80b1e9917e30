package dev.espalier.fpga;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import dev.espalier.progress.Cancellation;
import java.io.IOException;
import java.nio.file.Path;
import java.util.HashMap;
import java.util.List;
import java.util.Map;

/**
 * Synthesis for Xilinx 7-series by Yosys, {@code synth_xilinx -family xc7}, with no pins and clock buffers.
 *
 * @param folder for sources and results
 */
record Yosys(Path folder, Cancellation cancellation) {

    private static final String CELLS = "cells.json";
    private static final String SYNTHESIS = "synth_xilinx -family xc7 -flatten -noiopad -noclkbuf";

    /**
     * By itself Yosys leaves products of less than 9 bits to look-up tables. This maps all of them to DSP slices, as Vivado
     * does with {@code use_dsp}; it is Yosys' own step with another limit.
     */
    private static final String EVERY_PRODUCT_TO_DSP =
            "memory_dff; techmap -map +/mul2dsp.v -map +/xilinx/xc7_dsp_map.v"
                    + " -D DSP_A_MAXWIDTH=25 -D DSP_B_MAXWIDTH=18 -D DSP_A_MAXWIDTH_PARTIAL=18 -D DSP_A_MINWIDTH=1"
                    + " -D DSP_B_MINWIDTH=1 -D DSP_Y_MINWIDTH=1 -D DSP_SIGNEDONLY=1 -D DSP_NAME=$__MUL25X18";

    /** Where multipliers go. */
    enum Multipliers {
        DSP(SYNTHESIS + " -run begin:map_dsp; " + EVERY_PRODUCT_TO_DSP + "; " + SYNTHESIS + " -run map_dsp:check"),
        LUT(SYNTHESIS + " -nodsp -run begin:check");

        private final String script;

        Multipliers(String script) {
            this.script = script;
        }
    }

    /**
     * Counts what a module takes.
     *
     * @param top its name
     * @throws FpgaException if Yosys is missing or refuses the Verilog
     */
    Resources count(List<SourceFile> files, String top, Multipliers multipliers) throws IOException {
        SourceFile.writeAll(files, folder);
        List<String> command = List.of(
                "yosys",
                "-q",
                "-p",
                "read_verilog "
                        + String.join(
                                " ",
                                files.stream()
                                        .filter(SourceFile::isVerilog)
                                        .map(SourceFile::name)
                                        .toList())
                        + "; hierarchy -check -top " + top + "; " + multipliers.script + "; tee -q -o " + CELLS
                        + " stat -json");
        new ToolRun(Tool.YOSYS, folder, cancellation).run(command);
        return Resources.of(cells());
    }

    private Map<String, Long> cells() throws IOException {
        JsonNode types = new ObjectMapper()
                .readTree(folder.resolve(CELLS).toFile())
                .path("design")
                .path("num_cells_by_type");
        if (!types.isObject()) {
            throw new FpgaException("Yosys wrote no cell counts; version 0.20 or later does");
        }
        Map<String, Long> cells = new HashMap<>();
        types.fields()
                .forEachRemaining(
                        type -> cells.put(type.getKey(), type.getValue().asLong()));
        return cells;
    }
}
