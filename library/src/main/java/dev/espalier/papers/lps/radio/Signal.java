package dev.espalier.papers.lps.radio;

/**
 * Complex samples at baseband.
 *
 * @param i in phase
 * @param q in quadrature, as many
 */
record Signal(double[] i, double[] q) {

    Signal {
        if (i.length != q.length) {
            throw new IllegalArgumentException(
                    "a signal of " + i.length + " samples in phase and " + q.length + " in quadrature");
        }
    }

    int length() {
        return i.length;
    }

    /** The mean of |x|². */
    double power() {
        double sum = 0;
        for (int n = 0; n < i.length; n++) {
            sum += i[n] * i[n] + q[n] * q[n];
        }
        return sum / i.length;
    }

    /** Every sample multiplied by a number. */
    Signal times(double factor) {
        double[] scaledI = new double[i.length];
        double[] scaledQ = new double[i.length];
        for (int n = 0; n < i.length; n++) {
            scaledI[n] = factor * i[n];
            scaledQ[n] = factor * q[n];
        }
        return new Signal(scaledI, scaledQ);
    }

    /** Every sample turned by an angle of its own, in rad. */
    Signal turned(double[] angles) {
        double[] turnedI = new double[i.length];
        double[] turnedQ = new double[i.length];
        for (int n = 0; n < i.length; n++) {
            double c = Math.cos(angles[n]);
            double s = Math.sin(angles[n]);
            turnedI[n] = c * i[n] - s * q[n];
            turnedQ[n] = s * i[n] + c * q[n];
        }
        return new Signal(turnedI, turnedQ);
    }
}
