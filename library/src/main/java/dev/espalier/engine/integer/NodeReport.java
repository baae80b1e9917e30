package dev.espalier.engine.integer;

import java.util.Optional;

/**
 * How one node was computed.
 *
 * @param node its name
 * @param kind of operator
 * @param reason why it was computed in double precision; empty if it was computed in integers
 * @param accumulatorBits of the widest sum of products or of pixels that weights and levels allow, sign included; 0 if it
 *     sums up nothing
 * @param resultBits of the widest result, sign included, in units that all parts of it are whole numbers of; 0 if it was
 *     computed in double precision
 */
public record NodeReport(String node, String kind, Optional<String> reason, int accumulatorBits, int resultBits) {

    /** Whether it was computed in integers. */
    public boolean isInteger() {
        return reason.isEmpty();
    }
}
