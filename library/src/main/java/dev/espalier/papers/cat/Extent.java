package dev.espalier.papers.cat;

import java.util.List;

/**
 * How much a profile runs.
 *
 * @param seeds for each arm
 * @param images that generators are trained on
 * @param judged test images that they are judged on
 * @param known images the classifier that judges is trained on
 * @param schooling its epochs
 * @param epochs of every generator, half of them at the full rate and half with a falling one
 * @param budgets of students
 */
record Extent(int seeds, int images, int judged, int known, int schooling, int epochs, List<String> budgets) {}
