package dev.espalier.gan;

import org.bytedeco.openblas.global.openblas;

/** Square matrices in double precision, row by row, by LAPACK. */
final class SymmetricMatrix {

    private SymmetricMatrix() {}

    /** Ascending. */
    static double[] eigenvalues(double[] matrix, int size) {
        return decompose(matrix.clone(), size, 'N');
    }

    /** The root with eigenvalues of at least 0; negative ones, which come of rounding, count as 0. */
    static double[] squareRoot(double[] matrix, int size) {
        double[] vectors = matrix.clone();
        double[] values = decompose(vectors, size, 'V');
        double[] scaled = vectors.clone();
        for (int i = 0; i < scaled.length; i++) {
            scaled[i] *= Math.sqrt(Math.max(0, values[i % size]));
        }
        return multiply(scaled, vectors, size, openblas.CblasTrans);
    }

    /** a b. */
    static double[] product(double[] a, double[] b, int size) {
        return multiply(a, b, size, openblas.CblasNoTrans);
    }

    private static double[] multiply(double[] a, double[] b, int size, int transposeB) {
        double[] product = new double[size * size];
        openblas.cblas_dgemm(
                openblas.CblasRowMajor,
                openblas.CblasNoTrans,
                transposeB,
                size,
                size,
                size,
                1,
                a,
                size,
                b,
                size,
                0,
                product,
                size);
        return product;
    }

    /**
     * The eigenvalues.
     *
     * @param matrix symmetric; overwritten, with the eigenvectors as columns if they are wanted
     * @param job 'V' for vectors too, 'N' for values only
     */
    private static double[] decompose(double[] matrix, int size, char job) {
        double[] values = new double[size];
        int info =
                openblas.LAPACKE_dsyev(openblas.LAPACK_ROW_MAJOR, (byte) job, (byte) 'U', size, matrix, size, values);
        if (info != 0) {
            throw new IllegalStateException(
                    "the eigenvalues of a matrix of " + size + "x" + size + " did not converge (dsyev: " + info + ")");
        }
        return values;
    }
}
