package dev.espalier.compile.network;

import dev.espalier.data.DataPlaces;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.channels.FileChannel;
import java.nio.channels.FileLock;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardOpenOption;

/** Keeps other processes of this user from timing at the same time, until it is closed. */
public final class TimingLock implements AutoCloseable {

    private final FileChannel file;
    private final FileLock lock;

    private TimingLock(FileChannel file, FileLock lock) {
        this.file = file;
        this.lock = lock;
    }

    /** Waits until no other process times. */
    public static TimingLock take() {
        FileChannel file = null;
        try {
            Path folder = Files.createDirectories(DataPlaces.system().cache());
            file = FileChannel.open(folder.resolve("timing.lock"), StandardOpenOption.CREATE, StandardOpenOption.WRITE);
            return new TimingLock(file, file.lock());
        } catch (IOException failed) {
            close(file);
            throw new UncheckedIOException("cannot keep others from timing at the same time", failed);
        }
    }

    private static void close(FileChannel file) {
        try {
            if (file != null) {
                file.close();
            }
        } catch (IOException alreadyLost) {
            throw new UncheckedIOException(alreadyLost);
        }
    }

    @Override
    public void close() {
        try {
            lock.release();
        } catch (IOException alreadyLost) {
            throw new UncheckedIOException(alreadyLost);
        } finally {
            close(file);
        }
    }
}
