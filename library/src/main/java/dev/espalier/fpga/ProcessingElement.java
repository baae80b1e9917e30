package dev.espalier.fpga;

import dev.espalier.model.LevelSet;
import java.util.HashMap;
import java.util.Map;

/**
 * The hardware that multiplies one activation with one weight in one clock: a multiplier for fixed point, a shift for
 * powers of two, two shifts and an addition for their sums (arXiv 2012.04240).
 *
 * @param weights what weights can be
 * @param activation what activations can be
 */
public record ProcessingElement(LevelSet weights, Activation activation) {

    /** The module's name. */
    public String module() {
        return "pe_" + suffix(weights);
    }

    /** A level set's name as a part of Verilog's. */
    static String suffix(LevelSet set) {
        return set.toString().replace('-', '_');
    }

    /** The bits of a product, sign included; it is in units of scale / {@link LevelSet#unit()}. */
    public int productBits() {
        return activation.bits() + growth();
    }

    /** By how many bits a product is wider than the activation. At least 2, so that there is something to extend. */
    private int growth() {
        return weights instanceof LevelSet.Fixed
                ? weights.bits()
                : Math.max(2, Long.SIZE - Long.numberOfLeadingZeros(weights.unit()));
    }

    /** The module as Verilog-2005. */
    public SourceFile verilog() {
        Map<String, Object> values = new HashMap<>(names());
        if (weights instanceof LevelSet.PowerOfTwo power) {
            values.put("exponentBits", power.bits() - 1);
            values.put("highExponent", power.bits() - 2);
            values.put("largestExponent", (1 << (power.bits() - 1)) - 1);
            return SourceFile.module(module(), Template.PE_POWER_OF_TWO.fill(values));
        }
        if (weights instanceof LevelSet.SumOfPowers sum) {
            int largestFirst = (1 << sum.firstBits()) - 1;
            int largestSecond = (1 << sum.secondBits()) - 1;
            values.put("firstBits", sum.firstBits());
            values.put("secondBits", sum.secondBits());
            values.put("highExponent", sum.bits() - 2);
            values.put("highFirst", sum.firstBits() - 1);
            values.put("highSecond", sum.secondBits() - 1);
            values.put("largestFirst", largestFirst);
            values.put("largestSecond", largestSecond);
            values.put("constantShift", largestFirst - largestSecond);
            return SourceFile.module(module(), Template.PE_SUM_OF_POWERS.fill(values));
        }
        return SourceFile.module(module(), Template.PE_FIXED.fill(values));
    }

    /** What templates call the properties of an element. */
    Map<String, Object> names() {
        return Map.of(
                "module", module(),
                "set", weights,
                "bits", weights.bits(),
                "signBit", weights.bits() - 1,
                "unit", weights.unit(),
                "growth", growth(),
                "productBits", productBits(),
                "activationBits", activation.bits(),
                "activationSigned", activation.signed() ? 1 : 0);
    }

    @Override
    public String toString() {
        return weights + " times " + activation;
    }
}
