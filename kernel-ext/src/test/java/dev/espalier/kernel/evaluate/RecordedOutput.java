package dev.espalier.kernel.evaluate;

import dev.espalier.kernel.render.MimeBundle;

/** Keeps what a cell printed. */
final class RecordedOutput implements Output {

    private final StringBuilder out = new StringBuilder();
    private final StringBuilder err = new StringBuilder();

    @Override
    public synchronized void print(Channel channel, String text) {
        (channel == Channel.STDOUT ? out : err).append(text);
        notifyAll();
    }

    @Override
    public void display(MimeBundle value, String displayId) {}

    @Override
    public void update(MimeBundle value, String displayId) {}

    @Override
    public void clear(boolean wait) {}

    synchronized String out() {
        return out.toString();
    }

    synchronized String err() {
        return err.toString();
    }

    /** Waits until a text has been printed. */
    synchronized void await(String text) throws InterruptedException {
        while (out.indexOf(text) < 0) {
            wait();
        }
    }
}
