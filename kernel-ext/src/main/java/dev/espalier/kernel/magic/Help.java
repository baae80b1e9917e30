package dev.espalier.kernel.magic;

/** The answer to {@code %name?} and {@code %name --help}. */
public record Help(Schema schema) {

    @Override
    public String toString() {
        return Usage.text(schema);
    }
}
