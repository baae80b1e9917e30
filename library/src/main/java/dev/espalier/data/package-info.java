/**
 * A {@code Dataset} is labelled images held in memory with their provenance, and {@code Batches} are what training reads
 * from it.
 */
package dev.espalier.data;
