/** Compiled networks as directories that programs in C and C++ use without Java. */
package dev.espalier.compile.directory;
