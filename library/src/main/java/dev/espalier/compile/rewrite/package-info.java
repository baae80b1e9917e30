/** Computation laws that make graphs cheaper without changing what they compute. */
package dev.espalier.compile.rewrite;
