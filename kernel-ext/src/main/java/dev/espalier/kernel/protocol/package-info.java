/**
 * A {@code KernelServer} lets a Jupyter front end drive a {@code Session}: protocol 5.3 over ZeroMQ, on JJava's
 * messages and sockets. Start at {@link dev.espalier.kernel.protocol.KernelServer}.
 */
package dev.espalier.kernel.protocol;
