/** A {@code Notebook} is a Jupyter document: read, run without a front end, and written again as notebook or HTML. */
package dev.espalier.kernel.notebook;
