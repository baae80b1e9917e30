/**
 * Quantization replaces weights by the nearest of few levels.
 *
 * <p>Which levels there are is a {@link dev.espalier.model.LevelSet}, which rows get which a
 * {@link dev.espalier.quantize.Levels}, what shares a scale a {@link dev.espalier.model.Granularity}, and how the scale is
 * found a {@link dev.espalier.quantize.ScaleChoice}. {@link dev.espalier.quantize.Quantize} holds all four, with the layers
 * they are for, and is the verb.
 */
package dev.espalier.quantize;
