/** One package for each paper: its recipe, and what of its method is not in the packages below. */
package dev.espalier.papers;
