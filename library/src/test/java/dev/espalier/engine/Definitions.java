package dev.espalier.engine;

import dev.espalier.model.op.AveragePool2d;
import dev.espalier.model.op.BatchNorm;
import dev.espalier.model.op.BatchNormTraining;
import dev.espalier.model.op.Conv2d;
import dev.espalier.model.op.ConvTranspose2d;
import dev.espalier.model.op.InstanceNorm;
import dev.espalier.model.op.MaxPool2d;
import dev.espalier.model.op.Op;
import dev.espalier.model.op.Size2d;
import java.util.ArrayList;
import java.util.List;
import org.nd4j.linalg.api.ndarray.INDArray;

/** Operators computed number by number straight from their definitions, to compare the executor with. */
final class Definitions {

    private Definitions() {}

    /** Fills an output of the right shape. */
    static void compute(Op op, INDArray[] in, INDArray out) {
        if (op instanceof Conv2d conv) {
            convolve(conv, in, out);
        } else if (op instanceof ConvTranspose2d conv) {
            transposed(conv, in, out);
        } else if (op instanceof MaxPool2d pool) {
            pool(pool.kernel(), pool.stride(), pool.padding(), in[0], out, Definitions::largest);
        } else if (op instanceof AveragePool2d pool) {
            int area = pool.kernel().area();
            pool(pool.kernel(), pool.stride(), pool.padding(), in[0], out, window -> sum(window) / area);
        } else if (op instanceof BatchNorm norm) {
            eachPosition(
                    in[0],
                    (n, c, i, j) -> out.putScalar(
                            n,
                            c,
                            i,
                            j,
                            in[1].getDouble(c)
                                            * (in[0].getDouble(n, c, i, j) - in[3].getDouble(c))
                                            / Math.sqrt(in[4].getDouble(c) + norm.epsilon())
                                    + in[2].getDouble(c)));
        } else if (op instanceof BatchNormTraining norm) {
            normalize(in, out, norm.epsilon(), true);
        } else if (op instanceof InstanceNorm norm) {
            normalize(in, out, norm.epsilon(), false);
        } else {
            throw new IllegalArgumentException("no definition of " + op.kind());
        }
    }

    private static void convolve(Conv2d conv, INDArray[] in, INDArray out) {
        int inPerGroup = (int) in[1].size(1);
        int outPerGroup = conv.out() / conv.groups();
        eachPosition(out, (n, o, i, j) -> {
            double sum = in.length == 3 ? in[2].getDouble(o) : 0;
            for (int c = 0; c < inPerGroup; c++) {
                for (int ki = 0; ki < conv.kernel().height(); ki++) {
                    for (int kj = 0; kj < conv.kernel().width(); kj++) {
                        int row = i * conv.stride().height()
                                + ki * conv.dilation().height()
                                - conv.padding().height();
                        int column = j * conv.stride().width()
                                + kj * conv.dilation().width()
                                - conv.padding().width();
                        if (inside(in[0], row, column)) {
                            int channel = o / outPerGroup * inPerGroup + c;
                            sum += in[0].getDouble(n, channel, row, column) * in[1].getDouble(o, c, ki, kj);
                        }
                    }
                }
            }
            out.putScalar(n, o, i, j, sum);
        });
    }

    private static void transposed(ConvTranspose2d conv, INDArray[] in, INDArray out) {
        int outPerGroup = conv.out() / conv.groups();
        int inPerGroup = (int) in[0].size(1) / conv.groups();
        eachPosition(out, (n, o, i, j) -> out.putScalar(n, o, i, j, in.length == 3 ? in[2].getDouble(o) : 0));
        eachPosition(in[0], (n, c, i, j) -> {
            for (int o = 0; o < outPerGroup; o++) {
                for (int ki = 0; ki < conv.kernel().height(); ki++) {
                    for (int kj = 0; kj < conv.kernel().width(); kj++) {
                        int row =
                                i * conv.stride().height() + ki - conv.padding().height();
                        int column =
                                j * conv.stride().width() + kj - conv.padding().width();
                        if (inside(out, row, column)) {
                            int channel = c / inPerGroup * outPerGroup + o;
                            double product = in[0].getDouble(n, c, i, j) * in[1].getDouble(c, o, ki, kj);
                            out.putScalar(n, channel, row, column, out.getDouble(n, channel, row, column) + product);
                        }
                    }
                }
            }
        });
    }

    private interface Summary {
        double of(List<Double> window);
    }

    private static void pool(
            Size2d kernel, Size2d stride, Size2d padding, INDArray images, INDArray out, Summary summary) {
        eachPosition(out, (n, c, i, j) -> {
            List<Double> window = new ArrayList<>();
            for (int ki = 0; ki < kernel.height(); ki++) {
                for (int kj = 0; kj < kernel.width(); kj++) {
                    int row = i * stride.height() + ki - padding.height();
                    int column = j * stride.width() + kj - padding.width();
                    if (inside(images, row, column)) {
                        window.add(images.getDouble(n, c, row, column));
                    }
                }
            }
            out.putScalar(n, c, i, j, summary.of(window));
        });
    }

    private static void normalize(INDArray[] in, INDArray out, double epsilon, boolean wholeBatch) {
        INDArray x = in[0];
        eachPosition(x, (n, c, i, j) -> {
            List<Double> group = new ArrayList<>();
            eachPosition(x, (m, d, k, l) -> {
                if (d == c && (wholeBatch || m == n)) {
                    group.add(x.getDouble(m, d, k, l));
                }
            });
            double mean = sum(group) / group.size();
            double variance =
                    sum(group.stream().map(v -> (v - mean) * (v - mean)).toList()) / group.size();
            double normalized = (x.getDouble(n, c, i, j) - mean) / Math.sqrt(variance + epsilon);
            double scale = in.length == 3 ? in[1].getDouble(c) : 1;
            double shift = in.length == 3 ? in[2].getDouble(c) : 0;
            out.putScalar(n, c, i, j, scale * normalized + shift);
        });
    }

    private static double sum(List<Double> numbers) {
        return numbers.stream().mapToDouble(Double::doubleValue).sum();
    }

    private static double largest(List<Double> numbers) {
        return numbers.stream().mapToDouble(Double::doubleValue).max().orElseThrow();
    }

    private static boolean inside(INDArray images, int row, int column) {
        return row >= 0 && row < images.size(2) && column >= 0 && column < images.size(3);
    }

    private interface Position {
        void visit(int n, int c, int i, int j);
    }

    private static void eachPosition(INDArray images, Position position) {
        for (int n = 0; n < images.size(0); n++) {
            for (int c = 0; c < images.size(1); c++) {
                for (int i = 0; i < images.size(2); i++) {
                    for (int j = 0; j < images.size(3); j++) {
                        position.visit(n, c, i, j);
                    }
                }
            }
        }
    }
}
