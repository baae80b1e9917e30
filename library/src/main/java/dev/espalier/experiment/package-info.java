/**
 * What reproduces a paper: a {@code Recipe} has {@code Arm}s, each run for some seeds and each with an {@code Outcome} that is
 * saved when it is done, and {@code Claim}s, whose rules are written before anything is run and decide on the outcomes.
 */
package dev.espalier.experiment;
