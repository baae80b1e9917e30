/** How many milliseconds a model takes: measured, looked up in recordings, or calculated. */
package dev.espalier.compile.latency;
