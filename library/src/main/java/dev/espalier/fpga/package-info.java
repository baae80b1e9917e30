/**
 * What quantized weights cost in an FPGA: Verilog of processing elements and of a matrix product that mixes them, made
 * from the {@link dev.espalier.model.LevelSet} of the weights, simulated against integer arithmetic and synthesized for
 * what it takes. {@link dev.espalier.fpga.Fpga} holds the settings and is the verb.
 *
 * <p>Simulation and synthesis are done by programs of others, {@link dev.espalier.fpga.Tool}.
 */
package dev.espalier.fpga;
