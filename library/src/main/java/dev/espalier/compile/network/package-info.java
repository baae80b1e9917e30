/** A model as native code: compiled, run, judged and timed. */
package dev.espalier.compile.network;
