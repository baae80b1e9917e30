/** A {@code Progress} is what a long job tells its user, and {@code Cancellation} what the user may tell it. */
package dev.espalier.progress;
