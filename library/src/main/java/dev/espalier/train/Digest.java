package dev.espalier.train;

import dev.espalier.model.Parameters;
import dev.espalier.model.Safetensors;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.charset.StandardCharsets;
import java.security.MessageDigest;
import java.security.NoSuchAlgorithmException;
import java.util.HexFormat;

/** A short name for all the numbers of a model. */
public final class Digest {

    private static final int BRIEF = 12;

    private Digest() {}

    /** SHA-256 of the names and numbers. */
    public static String of(Parameters parameters) {
        ByteArrayOutputStream bytes = new ByteArrayOutputStream();
        try {
            Safetensors.write(parameters.arrays(), bytes);
        } catch (IOException impossible) {
            throw new UncheckedIOException(impossible);
        }
        return of(bytes.toByteArray());
    }

    /** The first 12 digits of {@link #of(Parameters)}: enough to tell models apart. */
    public static String brief(Parameters parameters) {
        return of(parameters).substring(0, BRIEF);
    }

    /** As {@link #brief(Parameters)}, of a text. */
    static String brief(String text) {
        return of(text.getBytes(StandardCharsets.UTF_8)).substring(0, BRIEF);
    }

    private static String of(byte[] bytes) {
        try {
            return HexFormat.of().formatHex(MessageDigest.getInstance("SHA-256").digest(bytes));
        } catch (NoSuchAlgorithmException impossible) {
            throw new IllegalStateException(impossible);
        }
    }
}
