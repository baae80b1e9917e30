package dev.espalier.kernel.tool.maven;

import dev.espalier.progress.Cancellation;
import dev.espalier.progress.Progress;
import java.util.Locale;
import org.eclipse.aether.transfer.AbstractTransferListener;
import org.eclipse.aether.transfer.TransferCancelledException;
import org.eclipse.aether.transfer.TransferEvent;

/** Shows the transfer of files as a bar, and stops it when the user stops the cell. */
final class Downloads extends AbstractTransferListener implements AutoCloseable {

    private final Progress.Task task;
    private final Cancellation cancellation;
    private long done;

    /** @param files how many there are to be had, at most */
    Downloads(Progress progress, int files, Cancellation cancellation) {
        this.task = progress.start("Fetching artifacts", "files", files);
        this.cancellation = cancellation;
    }

    @Override
    public void transferProgressed(TransferEvent event) throws TransferCancelledException {
        stopIfAsked();
        long length = event.getResource().getContentLength();
        String of = length > 0 ? " of " + megabytes(length) : "";
        report(name(event) + " " + megabytes(event.getTransferredBytes()) + of + " MB");
    }

    @Override
    public void transferStarted(TransferEvent event) throws TransferCancelledException {
        stopIfAsked();
        report(name(event));
    }

    /** One file is there, fetched or found. */
    synchronized void arrived(int files) {
        done = files;
        report("");
    }

    private synchronized void report(String note) {
        task.at(done, note);
    }

    private void stopIfAsked() throws TransferCancelledException {
        if (cancellation.requested()) {
            throw new TransferCancelledException("stopped by the user");
        }
    }

    private static String name(TransferEvent event) {
        return event.getResource().getResourceName().replaceFirst(".*/", "");
    }

    private static String megabytes(long bytes) {
        return String.format(Locale.ROOT, "%.1f", bytes / 1e6);
    }

    @Override
    public void close() {
        task.close();
    }
}
