package dev.espalier.engine;

import dev.espalier.model.op.AveragePool2d;
import dev.espalier.model.op.BatchNorm;
import dev.espalier.model.op.BatchNormTraining;
import dev.espalier.model.op.Conv2d;
import dev.espalier.model.op.ConvTranspose2d;
import dev.espalier.model.op.InstanceNorm;
import dev.espalier.model.op.LayerNorm;
import dev.espalier.model.op.MaxPool2d;
import dev.espalier.model.op.Op;
import dev.espalier.model.op.Size2d;
import java.util.ArrayList;
import java.util.List;
import java.util.function.BiPredicate;
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
            int mean = in.length - 2;
            eachPosition(in[0], (n, c, i, j) -> {
                double deviation = Math.sqrt(in[mean + 1].getDouble(c) + norm.epsilon());
                double normalized = (in[0].getDouble(n, c, i, j) - in[mean].getDouble(c)) / deviation;
                double scaled = in.length == 5 ? in[1].getDouble(c) * normalized + in[2].getDouble(c) : normalized;
                out.putScalar(n, c, i, j, scaled);
            });
        } else if (op instanceof BatchNormTraining norm) {
            normalize(in, out, norm.epsilon(), (a, b) -> a.c == b.c);
        } else if (op instanceof InstanceNorm norm) {
            normalize(in, out, norm.epsilon(), (a, b) -> a.n == b.n && a.c == b.c);
        } else if (op instanceof LayerNorm norm) {
            normalize(in, out, norm.epsilon(), rows(norm.dims()));
        } else {
            TensorDefinitions.compute(op, in, out);
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
                        int row = i * conv.stride().height()
                                + ki * conv.dilation().height()
                                - conv.padding().height();
                        int column = j * conv.stride().width()
                                + kj * conv.dilation().width()
                                - conv.padding().width();
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

    /** A place in a tensor of images. */
    private record Place(int n, int c, int i, int j) {}

    /** Which places are of one row, if that spans so many of the last dimensions. */
    private static BiPredicate<Place, Place> rows(int dims) {
        return switch (dims) {
            case 1 -> (a, b) -> a.n == b.n && a.c == b.c && a.i == b.i;
            case 2 -> (a, b) -> a.n == b.n && a.c == b.c;
            default -> (a, b) -> a.n == b.n;
        };
    }

    private static void normalize(INDArray[] in, INDArray out, double epsilon, BiPredicate<Place, Place> together) {
        INDArray x = in[0];
        eachPosition(x, (n, c, i, j) -> {
            Place place = new Place(n, c, i, j);
            List<Double> group = new ArrayList<>();
            eachPosition(x, (m, d, k, l) -> {
                if (together.test(place, new Place(m, d, k, l))) {
                    group.add(x.getDouble(m, d, k, l));
                }
            });
            double mean = sum(group) / group.size();
            double variance =
                    sum(group.stream().map(v -> (v - mean) * (v - mean)).toList()) / group.size();
            double normalized = (x.getDouble(n, c, i, j) - mean) / Math.sqrt(variance + epsilon);
            double scale = in.length == 3 ? factor(in[1], x, place) : 1;
            double shift = in.length == 3 ? factor(in[2], x, place) : 0;
            out.putScalar(n, c, i, j, scale * normalized + shift);
        });
    }

    /** A scale or shift at a place: one per channel, or one per place in the last dimensions. */
    private static double factor(INDArray factors, INDArray x, Place place) {
        if (factors.rank() == 3) {
            return factors.getDouble(place.c, place.i, place.j);
        }
        return factors.getDouble(factors.size(0) == x.size(1) ? place.c : place.j);
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
