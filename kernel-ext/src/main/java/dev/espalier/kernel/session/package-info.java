/** A {@code Session} runs notebook cells: Java through the evaluator, magics directly, results through renderers. */
package dev.espalier.kernel.session;
