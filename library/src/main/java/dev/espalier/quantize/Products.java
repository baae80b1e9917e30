package dev.espalier.quantize;

/**
 * What the squared error of magnitudes w and their levels q depends on.
 *
 * @param crossed {@code <w, q>}
 * @param norm {@code <q, q>}
 * @param squares {@code <w, w>}
 */
record Products(double crossed, double norm, double squares) {

    /** The squared error {@code ||w - scale q||^2}. */
    double error(double scale) {
        return squares - 2 * scale * crossed + scale * scale * norm;
    }

    /** The scale that is best for these levels; 0 if all levels are. */
    double bestScale() {
        return norm == 0 ? 0 : crossed / norm;
    }
}
