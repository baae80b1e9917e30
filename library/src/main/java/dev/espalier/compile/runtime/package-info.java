/** Generated code in this process: libraries that are compiled and loaded, the memory they work on, their threads. */
package dev.espalier.compile.runtime;
