package dev.espalier.fuzz;

import java.util.List;

/** Decisions made by bytes: a fuzzer that changes a byte changes one decision. After the last byte all decisions are 0. */
public final class Choices {

    private static final long[] ODD = {
        0,
        1,
        -1,
        2,
        3,
        7,
        8,
        33,
        255,
        1024,
        65535,
        65536,
        1 << 20,
        1 << 24,
        1 << 28,
        Integer.MAX_VALUE,
        Integer.MIN_VALUE,
        1L << 31,
        1L << 32,
        1L << 40,
        Long.MAX_VALUE,
        Long.MIN_VALUE
    };

    private static final float[] ODD_FLOATS = {
        0,
        1,
        -1,
        0.5f,
        2,
        -0f,
        1e-30f,
        1e30f,
        Float.MIN_VALUE,
        Float.MAX_VALUE,
        Float.NaN,
        Float.POSITIVE_INFINITY,
        Float.NEGATIVE_INFINITY
    };

    private final byte[] bytes;
    private int next;

    public Choices(byte[] bytes) {
        this.bytes = bytes;
    }

    public boolean isOver() {
        return next >= bytes.length;
    }

    private int read() {
        return isOver() ? 0 : bytes[next++] & 0xff;
    }

    /** A number from 0 to below a bound. */
    public int below(int bound) {
        int number = read();
        return (bound > 256 ? number << 8 | read() : number) % Math.max(bound, 1);
    }

    /** One in so many times. */
    public boolean rarely(int times) {
        return below(times) == times - 1;
    }

    public <T> T of(List<T> list) {
        return list.get(below(list.size()));
    }

    /** A whole number: small more often than not, else one that breaks arithmetic. */
    public long whole() {
        return below(3) == 0 ? ODD[below(ODD.length)] : below(12) - 3;
    }

    /** A float: a common one, or one that is none. */
    public float real() {
        return ODD_FLOATS[below(ODD_FLOATS.length)];
    }

    /** The bytes that are left. */
    public byte[] rest() {
        byte[] rest = new byte[bytes.length - next];
        System.arraycopy(bytes, next, rest, 0, rest.length);
        next = bytes.length;
        return rest;
    }
}
