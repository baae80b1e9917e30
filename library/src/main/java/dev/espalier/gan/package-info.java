/**
 * Generators of images: how they are trained against discriminators, made smaller, and judged.
 *
 * <p>CAT (Jin et al. 2021, "Teachers Do More Than Teach: Compressing Image-to-Image Models", arXiv 2103.03467) finds a
 * student of any cost in a trained teacher and trains it to have the teacher's features.
 */
package dev.espalier.gan;
