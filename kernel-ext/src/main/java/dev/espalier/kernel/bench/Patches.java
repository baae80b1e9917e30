package dev.espalier.kernel.bench;

import org.nd4j.linalg.api.ndarray.INDArray;
import org.nd4j.linalg.factory.Nd4j;

/** Pictures of 28x28 as sequences (Dosovitskiy et al. 2021): a border of 2, then 64 squares of 4x4 in reading order. */
final class Patches {

    private static final int SIDE = 28;
    private static final int BORDER = 2;
    private static final int SQUARE = 4;
    private static final int ACROSS = (SIDE + 2 * BORDER) / SQUARE;

    private Patches() {}

    /** [N, 1, 28, 28] to [N, 64, 16]; the border is zero. */
    static INDArray of(INDArray pictures) {
        int count = (int) pictures.size(0);
        float[] pixels = pictures.dup('c').data().asFloat();
        int width = ACROSS * SQUARE;
        float[] patches = new float[count * width * width];
        for (int image = 0; image < count; image++) {
            for (int y = 0; y < SIDE; y++) {
                for (int x = 0; x < SIDE; x++) {
                    int row = y + BORDER;
                    int column = x + BORDER;
                    int patch = row / SQUARE * ACROSS + column / SQUARE;
                    int within = row % SQUARE * SQUARE + column % SQUARE;
                    patches[(image * ACROSS * ACROSS + patch) * SQUARE * SQUARE + within] =
                            pixels[(image * SIDE + y) * SIDE + x];
                }
            }
        }
        return Nd4j.createFromArray(patches).reshape('c', count, ACROSS * ACROSS, SQUARE * SQUARE);
    }
}
