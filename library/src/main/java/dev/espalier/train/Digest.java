package dev.espalier.train;

import dev.espalier.model.Parameters;
import dev.espalier.model.Safetensors;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.security.MessageDigest;
import java.security.NoSuchAlgorithmException;
import java.util.HexFormat;

/** A short name for all the numbers of a model. */
final class Digest {

    private Digest() {}

    /** SHA-256 of the names and numbers. */
    static String of(Parameters parameters) {
        try {
            ByteArrayOutputStream bytes = new ByteArrayOutputStream();
            Safetensors.write(parameters.arrays(), bytes);
            return HexFormat.of().formatHex(MessageDigest.getInstance("SHA-256").digest(bytes.toByteArray()));
        } catch (NoSuchAlgorithmException | IOException impossible) {
            throw new IllegalStateException(impossible);
        }
    }
}
