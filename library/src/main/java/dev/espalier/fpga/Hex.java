package dev.espalier.fpga;

import java.math.BigInteger;
import java.util.List;

/** Words of a fixed width as Verilog's {@code $readmemh} reads them. */
record Hex(int bits) {

    /** A number in two's complement; the lowest bits if it is too large. */
    String word(BigInteger number) {
        return number.mod(BigInteger.ONE.shiftLeft(bits)).toString(16);
    }

    String word(long number) {
        return word(BigInteger.valueOf(number));
    }

    /** Numbers of this width side by side, the first in the lowest bits. */
    String row(List<BigInteger> numbers) {
        BigInteger packed = BigInteger.ZERO;
        for (int i = 0; i < numbers.size(); i++) {
            BigInteger field = numbers.get(i).mod(BigInteger.ONE.shiftLeft(bits));
            packed = packed.or(field.shiftLeft(i * bits));
        }
        return packed.toString(16);
    }
}
