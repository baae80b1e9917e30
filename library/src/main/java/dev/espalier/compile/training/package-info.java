/**
 * Training under masks in native code that leaves out what is masked: convolutions forward and backward, several images at a
 * time in the lanes of vectors.
 */
package dev.espalier.compile.training;
