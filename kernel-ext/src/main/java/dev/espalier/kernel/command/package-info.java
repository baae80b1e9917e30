/** A {@code Command} is one verb of the {@code espalier} command line: run, lab, kernel, doctor. */
package dev.espalier.kernel.command;
