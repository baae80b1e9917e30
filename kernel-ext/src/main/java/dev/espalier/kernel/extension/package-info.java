/** What makes this library an extension of other kernels for Java that are built on JJava's base. */
package dev.espalier.kernel.extension;
