/**
 * Teachers Do More Than Teach: Compressing Image-to-Image Models (Jin et al., CVPR 2021, arXiv 2103.03467), "CAT": a
 * generator of inception blocks is trained, one threshold for its normalisations' scales gives a student of any cost, and
 * the student is trained from the beginning to have the teacher's features.
 *
 * <p>Here images of clothes are made of their edges: Fashion-MNIST, 28x28.
 */
package dev.espalier.papers.cat;
