/** From a model's graph to a list of calls of generated code: what is fused, where tensors lie, which memory they share. */
package dev.espalier.compile.lower;
