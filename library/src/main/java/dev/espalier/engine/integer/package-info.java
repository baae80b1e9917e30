/**
 * Computes quantized networks in integers, as hardware does: the judge of every accuracy that was simulated in floating
 * point. Whatever cannot be done in integers is done in double precision, and listed.
 */
package dev.espalier.engine.integer;
