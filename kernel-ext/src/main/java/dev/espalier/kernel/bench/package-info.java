/**
 * Measurements against other engines. Every engine trains the same network from the same weights on the same batches in
 * a process of its own; one computes at a time, the others wait.
 */
package dev.espalier.kernel.bench;
