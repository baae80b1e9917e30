package dev.espalier.engine.integer;

import dev.espalier.model.op.Resize2d;
import dev.espalier.model.op.Slice;
import java.util.Arrays;
import java.util.List;
import java.util.stream.IntStream;
import org.nd4j.linalg.api.ndarray.INDArray;

/**
 * Operators that put every number in its place, pick the largest or fill up with zeros, and calculate nothing: the
 * reference kernel does the same with the integers.
 */
final class Moves {

    private Moves() {}

    /** Numbers go to any place. */
    static IntegerTensor anywhere(Site site) {
        return moved(site, site.exact(0).uniform());
    }

    /** Numbers stay in their channel. */
    static IntegerTensor withinChannels(Site site) {
        IntegerTensor x = site.exact(0);
        return moved(site, x.axis() == 1 ? x : x.uniform());
    }

    /** Numbers keep the units of the positions that are taken. */
    static IntegerTensor slice(Slice op, Site site) {
        IntegerTensor x = site.exact(0);
        if (x.isUniform() || x.axis() != op.axis()) {
            return moved(site, x);
        }
        IntegerTensor all = moved(site, x);
        int to = op.from() + op.count();
        return new IntegerTensor(
                all.dims(),
                all.numbers(),
                x.units().subList(op.from(), to),
                x.axis(),
                Arrays.copyOfRange(x.bounds(), op.from(), to));
    }

    static IntegerTensor resize(Resize2d op, Site site) {
        if (op.mode() != Resize2d.Mode.NEAREST) {
            throw new Unfit("mixes neighbours with weights that are no integers");
        }
        return withinChannels(site);
    }

    /** Several tensors become one. */
    static IntegerTensor together(Site site) {
        List<IntegerTensor> parts = IntStream.range(0, site.operands().size())
                .mapToObj(input -> site.exact(input).uniform())
                .toList();
        Unit unit =
                parts.stream().map(part -> part.unit(0)).reduce(Unit::common).orElseThrow();
        List<IntegerTensor> same =
                parts.stream().map(part -> part.in(List.of(unit), 0)).toList();
        long bound = same.stream().mapToLong(IntegerTensor::bound).max().orElseThrow();
        INDArray[] arrays = same.stream().map(IntegerTensor::asNumbers).toArray(INDArray[]::new);
        return IntegerTensor.uniform(
                site.dims(), IntegerTensor.numbers(site.move().apply(arrays)), unit, bound);
    }

    private static IntegerTensor moved(Site site, IntegerTensor x) {
        if (x.bits() > IntegerTensor.MOST_BITS) {
            throw new Unfit("needs integers of " + x.bits() + " bits");
        }
        INDArray result = site.move().apply(new INDArray[] {x.asNumbers()});
        return x.with(site.dims(), IntegerTensor.numbers(result));
    }
}
