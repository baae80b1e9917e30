/** How a small network learns from a larger one: from its answers, and from the features inside it. */
package dev.espalier.distill;
