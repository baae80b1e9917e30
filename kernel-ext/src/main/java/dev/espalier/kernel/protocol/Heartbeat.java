package dev.espalier.kernel.protocol;

import java.util.function.BooleanSupplier;
import org.zeromq.ZMQ;
import org.zeromq.ZMQException;

/** Sends back what it receives, so that front ends know the process lives even while a cell runs. */
record Heartbeat(ZMQ.Socket socket, BooleanSupplier open) implements Runnable {

    @Override
    public void run() {
        try {
            while (open.getAsBoolean()) {
                byte[] beat = socket.recv(0);
                if (beat != null) {
                    socket.send(beat, 0);
                }
            }
        } catch (ZMQException e) {
            // The sockets are gone: the process ends.
        } finally {
            socket.close();
        }
    }
}
