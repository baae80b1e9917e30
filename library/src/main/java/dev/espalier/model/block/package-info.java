/** Parts of networks that are several layers each: a block appends itself to a {@code ModelBuilder}. */
package dev.espalier.model.block;
