/** A {@code Renderer} turns a value into a {@code MimeBundle}: text, HTML, SVG or PNG of the same thing. */
package dev.espalier.kernel.render;
