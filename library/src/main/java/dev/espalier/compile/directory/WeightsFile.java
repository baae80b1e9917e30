package dev.espalier.compile.directory;

import dev.espalier.compile.lower.NetworkSource;
import java.io.IOException;
import java.io.OutputStream;
import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.nio.charset.StandardCharsets;
import java.security.MessageDigest;

/** The weights of a network, with what ties them to its code: they are of no use to another. */
record WeightsFile(NetworkSource source) {

    /** Before the weights; a line of its own, so that they begin at a multiple of 64. */
    private static final int HEAD = 64;

    /** Kernels may read up to a vector beyond the last number. */
    private static final int TAIL = 64;

    private static final byte[] MAGIC = "ESPALIER".getBytes(StandardCharsets.US_ASCII);

    /** Bytes in all. */
    long size() {
        return HEAD + source.weights().stream().mapToLong(piece -> piece.length).sum() + TAIL;
    }

    /** The first 64 bits. */
    static long magic() {
        return number(MAGIC);
    }

    /** The second 64 bits. */
    long fingerprint() {
        MessageDigest digest = Draft.sha256();
        digest.update(source.source().getBytes(StandardCharsets.UTF_8));
        source.weights().forEach(digest::update);
        return number(digest.digest());
    }

    void write(OutputStream out) throws IOException {
        ByteBuffer head = ByteBuffer.allocate(HEAD).order(ByteOrder.LITTLE_ENDIAN);
        head.put(MAGIC).putLong(fingerprint());
        out.write(head.array());
        for (byte[] piece : source.weights()) {
            out.write(piece);
        }
        out.write(new byte[TAIL]);
    }

    private static long number(byte[] bytes) {
        return ByteBuffer.wrap(bytes).order(ByteOrder.LITTLE_ENDIAN).getLong();
    }
}
