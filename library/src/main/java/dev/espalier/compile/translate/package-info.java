/** Generated C once more as Java over {@code jdk.incubator.vector}, for machines without a C compiler. */
package dev.espalier.compile.translate;
