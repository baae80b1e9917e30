/**
 * Quantization replaces weights by the nearest of few levels.
 *
 * <p>Which levels there are is a {@link dev.espalier.model.LevelSet}, which rows get which a
 * {@link dev.espalier.quantize.Levels}, what shares a scale a {@link dev.espalier.model.Granularity}, and how the scale is
 * found a {@link dev.espalier.quantize.ScaleChoice}. {@link dev.espalier.quantize.Quantize} holds all four, with the layers
 * they are for, and is the verb.
 *
 * <p>{@link dev.espalier.quantize.Activations} does the same to what layers read, in ranges found by an
 * {@link dev.espalier.quantize.Observer}. {@link dev.espalier.quantize.IntegerModel} then computes the network in integers
 * and judges what floating point simulates.
 */
package dev.espalier.quantize;
