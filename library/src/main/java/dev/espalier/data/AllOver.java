package dev.espalier.data;

/** Some images of a dataset to measure it by, in batches that each have some of everything. */
public final class AllOver {

    private AllOver() {}

    /**
     * Images from all over a dataset, and those of a batch too: pictures from folders are sorted by class, and batches of one
     * class each have other statistics than all images together.
     *
     * @param images how many at most
     * @param batchSize images of a batch, if they are taken in order
     */
    public static Dataset of(Dataset data, int images, int batchSize) {
        return data.subset(places(data.size(), Math.min(images, data.size()), batchSize));
    }

    static int[] places(int size, int count, int batchSize) {
        int batches = (count + batchSize - 1) / batchSize;
        int[] places = new int[count];
        int next = 0;
        for (int batch = 0; batch < batches; batch++) {
            for (int i = batch; i < count; i += batches) {
                places[next++] = (int) ((long) i * size / count);
            }
        }
        return places;
    }
}
