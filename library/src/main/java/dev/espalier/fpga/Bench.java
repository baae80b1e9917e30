package dev.espalier.fpga;

import java.util.List;

/**
 * Verilog that judges itself: it feeds a module with operands and compares with the results of integer arithmetic.
 *
 * @param name of the module that does this
 * @param files it, what it judges, and the numbers it reads
 */
record Bench(String name, List<SourceFile> files) {

    Bench {
        files = List.copyOf(files);
    }
}
