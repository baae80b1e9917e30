/**
 * A {@code Comparison} sets models side by side; curves and pictures show how one was trained and what was pruned.
 *
 * <p>Everything here is drawn from finished values and changes none. Tables are Tablesaw tables, charts XChart charts,
 * pictures {@code BufferedImage}s: all can be taken further with those libraries.
 */
package dev.espalier.study;
