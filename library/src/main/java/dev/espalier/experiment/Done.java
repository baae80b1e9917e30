package dev.espalier.experiment;

/**
 * An arm that is done for one seed.
 *
 * @param outcome what it has come to
 * @param seconds it took
 * @param conditions in which it was run
 */
public record Done(Outcome outcome, double seconds, Conditions conditions) {}
