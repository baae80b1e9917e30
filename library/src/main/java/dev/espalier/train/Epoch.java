package dev.espalier.train;

/**
 * How one pass over the training images went.
 *
 * @param number from 1
 * @param loss mean training loss over the images of the pass, as they were met
 * @param accuracy share of them that were classified rightly as they were met, in [0, 1]
 * @param test judgement on the test images after the pass
 * @param rate the learning rate of its last step
 * @param seconds its duration, test included
 */
public record Epoch(int number, double loss, double accuracy, Evaluation test, double rate, double seconds) {}
