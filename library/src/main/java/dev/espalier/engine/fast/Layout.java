package dev.espalier.engine.fast;

import static org.bytedeco.dnnl.global.dnnl.dnnl_memory_desc_equal;
import static org.bytedeco.dnnl.global.dnnl.dnnl_memory_desc_get_size;

import java.util.Arrays;
import org.bytedeco.dnnl.dnnl_memory_desc;

/**
 * How a tensor of float32 lies in memory: plain (row order), or in one of oneDNN's blocked orders, such as 16 channels
 * side by side.
 *
 * @param dims extents, outermost first; never changes with the order in memory
 * @param descriptor oneDNN's description; belongs to the program's {@link Natives}
 */
record Layout(long[] dims, dnnl_memory_desc descriptor) {

    /** Memory needed; blocked orders may pad. */
    long bytes() {
        return dnnl_memory_desc_get_size(descriptor);
    }

    /** Whether two tensors of these layouts are the same bytes. */
    boolean same(Layout other) {
        return dnnl_memory_desc_equal(descriptor, other.descriptor) == 1;
    }

    /** How many numbers, padding left out. */
    long length() {
        return Arrays.stream(dims).reduce(1, Math::multiplyExact);
    }

    @Override
    public boolean equals(Object other) {
        return other instanceof Layout layout && same(layout);
    }

    @Override
    public int hashCode() {
        return Arrays.hashCode(dims);
    }

    @Override
    public String toString() {
        return Arrays.toString(dims);
    }
}
