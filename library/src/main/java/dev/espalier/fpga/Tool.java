package dev.espalier.fpga;

import java.io.File;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Arrays;
import java.util.Optional;

/** A program that this package starts. */
public enum Tool {
    /** Translates Verilog to C++ and runs it; needs a C++ compiler and make. */
    VERILATOR("verilator", "Verilator", "simulating Verilog", "sudo apt-get install verilator g++ make"),
    /** Interprets Verilog. */
    ICARUS("iverilog", "Icarus Verilog", "simulating Verilog", "sudo apt-get install iverilog"),
    /** Maps Verilog to the cells of an FPGA. */
    YOSYS("yosys", "Yosys", "counting FPGA resources", "sudo apt-get install yosys");

    private final String program;
    private final String title;
    private final String purpose;
    private final String remedy;

    Tool(String program, String title, String purpose, String remedy) {
        this.program = program;
        this.title = title;
        this.purpose = purpose;
        this.remedy = remedy;
    }

    /** Its name, for people. */
    public String title() {
        return title;
    }

    /** What it is needed for. */
    public String purpose() {
        return purpose;
    }

    /** How to get it. */
    public String remedy() {
        return remedy;
    }

    /** Where it is on the search path; empty if it is not. */
    public Optional<Path> find() {
        String path = System.getenv().getOrDefault("PATH", "");
        return Arrays.stream(path.split(File.pathSeparator))
                .filter(folder -> !folder.isEmpty())
                .map(folder -> Path.of(folder, program))
                .filter(Files::isExecutable)
                .findFirst();
    }

    /** Why it cannot be used; empty if it can. */
    public Optional<String> missing() {
        return find().isPresent()
                ? Optional.empty()
                : Optional.of(title + " is needed for " + purpose + " and is not on the PATH: " + remedy);
    }
}
