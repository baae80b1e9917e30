/** What code is generated for: processors, their instructions, and the compilers that make objects for them. */
package dev.espalier.compile.target;
