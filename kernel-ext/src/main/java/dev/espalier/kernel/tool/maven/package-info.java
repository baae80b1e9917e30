/** {@code %maven}: artifacts of Maven repositories for cells, found as Maven itself would find them. */
package dev.espalier.kernel.tool.maven;
