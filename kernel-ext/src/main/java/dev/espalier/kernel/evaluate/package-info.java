/** An {@code Evaluator} runs Java snippets in this process, and knows how to complete, explain and stop them. */
package dev.espalier.kernel.evaluate;
