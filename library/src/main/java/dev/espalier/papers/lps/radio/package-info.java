/**
 * Simulated transmitters that send the same kinds of signals and differ only in the faults of their hardware, for learning to
 * tell them apart (RF fingerprinting): symbols, pulse shaping, impairments, a noisy channel, and a receiver of eight bits.
 */
package dev.espalier.papers.lps.radio;
