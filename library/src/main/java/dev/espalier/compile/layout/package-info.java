/** Where in memory the numbers of an activation are. */
package dev.espalier.compile.layout;
