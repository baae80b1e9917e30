/** A verb is a magic that asks the library to do one thing: get data, make, train, prune or compare models. */
package dev.espalier.kernel.verb;
