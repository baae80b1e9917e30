package dev.espalier.kernel.bench;

/**
 * How long it takes to compile a network that nothing is known of.
 *
 * @param search candidates that are measured for each layer; 1 to measure none
 * @param seconds by the clock on the wall
 */
record CompileTime(InferenceNet net, int search, double seconds) {}
