/** The notebook side of Espalier: a Jupyter kernel for Java, its magics, and the command line. */
package dev.espalier.kernel;
