/**
 * A {@code Magic} is a command of a notebook: one line, {@code %prune net --rate 4x}, declared by a {@code Schema} and
 * answered with a value.
 */
package dev.espalier.kernel.magic;
