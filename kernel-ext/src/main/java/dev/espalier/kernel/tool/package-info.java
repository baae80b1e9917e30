/** The magics of any notebook, whatever it is about: files, programs, time, variables, history, class path. */
package dev.espalier.kernel.tool;
