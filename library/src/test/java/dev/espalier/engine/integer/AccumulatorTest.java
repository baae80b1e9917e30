package dev.espalier.engine.integer;

import static org.assertj.core.api.Assertions.assertThat;

import com.tngtech.archunit.thirdparty.org.objectweb.asm.ClassReader;
import com.tngtech.archunit.thirdparty.org.objectweb.asm.ClassVisitor;
import com.tngtech.archunit.thirdparty.org.objectweb.asm.MethodVisitor;
import com.tngtech.archunit.thirdparty.org.objectweb.asm.Opcodes;
import dev.espalier.model.LevelSet;
import dev.espalier.model.LevelSet.PowerOfTwo;
import dev.espalier.model.LevelSet.SumOfPowers;
import java.io.IOException;
import java.util.HashSet;
import java.util.List;
import java.util.Set;
import java.util.stream.LongStream;
import org.junit.jupiter.api.Test;

class AccumulatorTest {

    @Test
    void shiftsGiveTheProducts() {
        long[] numbers = {7, -3, 0, 5, 100, -1};
        for (LevelSet set : List.of(new SumOfPowers(4), new SumOfPowers(7), new PowerOfTwo(4), new PowerOfTwo(5))) {
            for (long integer : set.integers()) {
                for (long signed : new long[] {integer, -integer}) {
                    assertThat(totals(signed, true, numbers)).isEqualTo(totals(signed, false, numbers));
                }
            }
        }
    }

    @Test
    void aProductIsTwoShiftsAtMost() {
        for (int bits = 3; bits <= 8; bits++) {
            assertThat(LongStream.of(new SumOfPowers(bits).integers()))
                    .allMatch(integer -> Long.bitCount(integer) <= 2);
        }
        for (int bits = 2; bits <= 7; bits++) {
            assertThat(LongStream.of(new PowerOfTwo(bits).integers())).allMatch(integer -> Long.bitCount(integer) <= 1);
        }
    }

    /** The code itself: neither the method nor what it calls multiplies anything. */
    @Test
    void shiftingDoesNotMultiply() throws IOException {
        Set<Integer> opcodes = opcodes("addShifted");

        assertThat(opcodes).contains(Opcodes.LSHL, Opcodes.LADD);
        assertThat(opcodes).doesNotContain(Opcodes.LMUL, Opcodes.IMUL, Opcodes.DMUL, Opcodes.FMUL, Opcodes.LDIV);
        assertThat(opcodes("add")).contains(Opcodes.LMUL);
    }

    @Test
    void theBoundIsTheWorstThatCanBeFed() {
        Accumulator accumulator = new Accumulator(1, 15);
        accumulator.begin();
        accumulator.weigh(7, false);
        accumulator.weigh(-5, false);
        accumulator.end(3);
        accumulator.weigh(2, false);
        accumulator.end(1);

        assertThat(accumulator.widest()).isEqualTo(12 * 15);
        assertThat(accumulator.bound()).isEqualTo(3 * 12 * 15 + 2 * 15);
    }

    private static long[] totals(long weight, boolean shifts, long[] numbers) {
        Accumulator accumulator = new Accumulator(3, 100);
        accumulator.begin();
        accumulator.weigh(weight, shifts);
        accumulator.add(numbers, 1, 2, 0, 1, 3);
        accumulator.add(numbers, 0, 1, 0, 2, 2);
        accumulator.end(1);
        long[] totals = new long[3];
        accumulator.copy(totals, 0);
        return totals;
    }

    private static Set<Integer> opcodes(String method) throws IOException {
        Set<Integer> found = new HashSet<>();
        new ClassReader(Accumulator.class.getName())
                .accept(
                        new ClassVisitor(Opcodes.ASM9) {
                            @Override
                            public MethodVisitor visitMethod(
                                    int access, String name, String descriptor, String signature, String[] thrown) {
                                return name.equals(method) ? collecting(found) : null;
                            }
                        },
                        0);
        return found;
    }

    private static MethodVisitor collecting(Set<Integer> found) {
        return new MethodVisitor(Opcodes.ASM9) {
            @Override
            public void visitInsn(int opcode) {
                found.add(opcode);
            }
        };
    }
}
