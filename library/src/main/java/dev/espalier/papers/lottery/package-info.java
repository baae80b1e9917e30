/**
 * Lottery Ticket Preserves Weight Correlation: Is It Desirable or Not? (ICML 2021, arXiv 2102.11068): that winning tickets are
 * found only at learning rates so small that weights stay near their beginning, where the dense network is trained too little.
 */
package dev.espalier.papers.lottery;
