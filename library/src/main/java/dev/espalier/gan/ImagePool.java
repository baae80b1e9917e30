package dev.espalier.gan;

import dev.espalier.model.OffHeap;
import dev.espalier.model.Seed;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.random.RandomGenerator;
import org.nd4j.linalg.api.ndarray.INDArray;
import org.nd4j.linalg.factory.Nd4j;

/**
 * Images a generator made lately, of which the discriminator is shown one in place of every second new one, so that it does not
 * forget what it has seen (Shrivastava et al. 2017, section 2.3; Zhu et al. 2017, section 4).
 */
final class ImagePool {

    /** CycleGAN's. */
    static final int USUAL = 50;

    private static final String COUNT = "count";

    private final int capacity;
    private final Seed seed;
    private final List<float[]> images = new ArrayList<>();
    private long[] shape;
    /** Images that came so far; the choice for each follows from its number. */
    private long count;

    /**
     * An empty pool.
     *
     * @param capacity images that are kept; with 0 every image is shown at once
     * @param seed decides what is shown
     */
    ImagePool(int capacity, Seed seed) {
        if (capacity < 0) {
            throw new IllegalArgumentException("a pool of " + capacity + " images; at least 0");
        }
        this.capacity = capacity;
        this.seed = seed;
    }

    /**
     * What to show for some new images, which are kept or shown: until the pool is full each is both; then with even chances it
     * is shown, or takes the place of one in the pool that is shown instead.
     *
     * @param made [N, C, H, W]
     * @return as many; the caller closes it
     */
    OffHeap exchange(INDArray made) {
        shape = made.shape();
        int length = (int) (made.length() / shape[0]);
        float[] all = made.dup('c').data().asFloat();
        for (int i = 0; i < shape[0]; i++) {
            float[] image = new float[length];
            System.arraycopy(all, i * length, image, 0, length);
            System.arraycopy(exchange(image), 0, all, i * length, length);
        }
        return OffHeap.of(all, shape);
    }

    private float[] exchange(float[] image) {
        RandomGenerator random = seed.split(count++).generator();
        if (images.size() < capacity) {
            images.add(image);
            return image;
        }
        if (capacity == 0 || random.nextBoolean()) {
            return image;
        }
        return images.set(random.nextInt(capacity), image);
    }

    /** What has to be saved, under names that begin so. */
    Map<String, INDArray> memory(String prefix) {
        Map<String, INDArray> memory = new LinkedHashMap<>();
        memory.put(prefix + COUNT, Nd4j.createFromArray((float) (count >> 20), (float) (count & 0xfffff)));
        if (!images.isEmpty()) {
            long[] stored = shape.clone();
            stored[0] = images.size();
            memory.put(
                    prefix + "images",
                    Nd4j.createFromArray(images.toArray(float[][]::new)).reshape(stored));
        }
        return memory;
    }

    /** Goes on from what was saved. */
    void restore(Map<String, INDArray> memory, String prefix) {
        INDArray parts = memory.get(prefix + COUNT);
        count = ((long) parts.getFloat(0) << 20) + (long) parts.getFloat(1);
        INDArray stored = memory.get(prefix + "images");
        images.clear();
        if (stored != null) {
            shape = stored.shape();
            INDArray rows = stored.reshape(shape[0], stored.length() / shape[0]);
            for (int i = 0; i < shape[0]; i++) {
                images.add(rows.getRow(i).dup('c').data().asFloat());
            }
        }
    }
}
