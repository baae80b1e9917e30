/**
 * Reads graph models of TensorFlow.js: a {@code model.json} with the graph and the shapes of the weights, and files beside
 * it with their numbers.
 *
 * <p>TensorFlow keeps the channels of an image last, this library first. So every result is tracked with how its numbers
 * lie, and turned only where an operator cannot be had otherwise, such as a reshape of an image. The inputs of a model that
 * was read are images [N, C, H, W], and its outputs likewise.
 */
package dev.espalier.tfjs;
