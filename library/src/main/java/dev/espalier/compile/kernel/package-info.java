/** What one call of generated code computes, and the C that computes it. */
package dev.espalier.compile.kernel;
