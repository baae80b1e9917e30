package dev.espalier.engine;

import static dev.espalier.engine.OperatorCase.apart;
import static dev.espalier.engine.OperatorCase.labels;
import static dev.espalier.engine.OperatorCase.normal;
import static dev.espalier.engine.OperatorCase.of;
import static dev.espalier.engine.OperatorCase.positive;
import static dev.espalier.model.op.Reduce.Reducer.MAX;
import static dev.espalier.model.op.Reduce.Reducer.MEAN;
import static dev.espalier.model.op.Reduce.Reducer.SUM;

import dev.espalier.model.op.Abs;
import dev.espalier.model.op.Add;
import dev.espalier.model.op.Affine;
import dev.espalier.model.op.Clamp;
import dev.espalier.model.op.Divide;
import dev.espalier.model.op.Elementary;
import dev.espalier.model.op.Elu;
import dev.espalier.model.op.Erf;
import dev.espalier.model.op.Exp;
import dev.espalier.model.op.Expand;
import dev.espalier.model.op.Gelu;
import dev.espalier.model.op.HardSigmoid;
import dev.espalier.model.op.HardSwish;
import dev.espalier.model.op.LeakyRelu;
import dev.espalier.model.op.Log;
import dev.espalier.model.op.LogSoftmax;
import dev.espalier.model.op.Maximum;
import dev.espalier.model.op.Multiply;
import dev.espalier.model.op.Power;
import dev.espalier.model.op.Reduce;
import dev.espalier.model.op.Relu;
import dev.espalier.model.op.Relu6;
import dev.espalier.model.op.Select;
import dev.espalier.model.op.Shape;
import dev.espalier.model.op.Sigmoid;
import dev.espalier.model.op.Softmax;
import dev.espalier.model.op.Softplus;
import dev.espalier.model.op.Spread;
import dev.espalier.model.op.Sqrt;
import dev.espalier.model.op.Square;
import dev.espalier.model.op.Subtract;
import dev.espalier.model.op.Tanh;
import java.util.List;
import java.util.stream.Stream;

/** The lines of {@link OperatorCases} that calculate number by number, or along axes. */
final class ArithmeticCases {

    private ArithmeticCases() {}

    static Stream<OperatorCase> all() {
        return Stream.of(pointwise(), binary(), softmaxes(), reductions()).flatMap(cases -> cases);
    }

    static Stream<OperatorCase> pointwise() {
        return Stream.of(
                of("Abs", new Abs(), apart(2, 3, 2, 2)),
                of("Affine", new Affine(-2.5, 0.75), normal(2, 3)),
                of("Affine shift", new Affine(1, 0.75), normal(2, 3)),
                of("Clamp", new Clamp(-1, 2), apart(3, 10)),
                of("Elu", new Elu(0.7), apart(3, 10)),
                of("Elementary atan", new Elementary(Elementary.Function.ATAN), normal(2, 3)),
                of("Elementary asinh", new Elementary(Elementary.Function.ASINH), normal(2, 3)),
                of("Elementary cos", new Elementary(Elementary.Function.COS), normal(2, 3)),
                of("Elementary cosh", new Elementary(Elementary.Function.COSH), normal(2, 3)),
                of("Elementary sin", new Elementary(Elementary.Function.SIN), normal(2, 3)),
                of("Elementary sinh", new Elementary(Elementary.Function.SINH), normal(2, 3)),
                of("Erf", new Erf(), normal(2, 3, 2, 2)),
                of("Exp", new Exp(), normal(2, 3)),
                of("Gelu", new Gelu(), normal(2, 3, 2, 2)),
                of("HardSigmoid", new HardSigmoid(), apart(3, 20)),
                of("HardSwish", new HardSwish(), apart(3, 20)),
                of("LeakyRelu", new LeakyRelu(0.2), apart(3, 10)),
                of("LeakyRelu flat", new LeakyRelu(0), apart(3, 10)),
                of("Log", new Log(), positive(2, 3)),
                of("Power", new Power(2.5), positive(2, 3)),
                of("Power -1", new Power(-1), apart(2, 3)),
                of("Power 0", new Power(0), normal(2, 3)),
                of("Relu", new Relu(), apart(2, 3, 2, 2)),
                of("Relu6", new Relu6(), apart(3, 20)),
                of("Sigmoid", new Sigmoid(), apart(3, 20)),
                of("Softplus", new Softplus(), apart(3, 20)),
                of("Sqrt", new Sqrt(), positive(2, 3)),
                of("Square", new Square(), normal(2, 3)),
                of("Tanh", new Tanh(), normal(2, 3, 2, 2)));
    }

    static Stream<OperatorCase> binary() {
        return Stream.of(
                of("Add", new Add(), normal(2, 3), normal(2, 3)),
                of("Add bias", new Add(), normal(2, 3, 4), normal(4)),
                of("Add channel bias", new Add(), normal(2, 3, 4, 2), normal(3, 1, 1)),
                of("Add both repeated", new Add(), normal(2, 1, 4), normal(3, 1)),
                of("Add leading one", new Add(), normal(3, 2), normal(1, 3, 2)),
                of("Add one number", new Add(), normal(), normal(2, 3)),
                of("Divide", new Divide(), normal(2, 3), positive(2, 3)),
                of("Divide repeated", new Divide(), normal(2, 3, 4), positive(2, 1, 1)),
                of("Divide one number", new Divide(), normal(), positive(2, 3)),
                of("Maximum", new Maximum(), normal(2, 3), normal(2, 3)),
                of("Maximum repeated", new Maximum(), normal(2, 1), normal(2, 3)),
                of("Multiply", new Multiply(), normal(2, 3), normal(2, 3)),
                of("Select", new Select(), labels(2, 3), normal(2, 3), normal(2, 3)),
                of("Select repeated", new Select(), labels(3), normal(2, 1), normal()),
                of("Multiply repeated", new Multiply(), normal(2, 3, 2, 2), normal(2, 3, 1, 1)),
                of("Multiply outer", new Multiply(), normal(4, 1), normal(1, 5)),
                of("Subtract", new Subtract(), normal(2, 3), normal(2, 3)),
                of("Subtract repeated", new Subtract(), normal(3), normal(2, 3)));
    }

    static Stream<OperatorCase> softmaxes() {
        return Stream.of(
                of("LogSoftmax", new LogSoftmax(1), normal(3, 5)),
                of("LogSoftmax of channels", new LogSoftmax(1), normal(2, 3, 2, 4)),
                of("LogSoftmax first", new LogSoftmax(0), normal(4)),
                of("Softmax", new Softmax(1), normal(3, 5)),
                of("Softmax of channels", new Softmax(1), normal(2, 3, 2, 4)),
                of("Softmax of one number", new Softmax(2), normal(2, 3, 1)),
                of("Softmax of heads", new Softmax(3), normal(2, 2, 3, 4)));
    }

    static Stream<OperatorCase> reductions() {
        return Stream.of(
                of("Expand", new Expand(Shape.of(2, 3, 4)), normal(3, 1)),
                of("Expand one number", new Expand(Shape.of(2, 3)), normal()),
                of("Reduce sum", Reduce.sum(1), normal(2, 3, 4)),
                of("Reduce sum first", Reduce.sum(0), normal(2, 3, 4)),
                of("Reduce sum last", Reduce.sum(2), normal(2, 3, 4)),
                of("Reduce sum of channels", Reduce.sumAllBut(1, 4), normal(2, 3, 4, 2)),
                of("Reduce sum apart", Reduce.sum(1, 3), normal(2, 3, 4, 2)),
                of("Reduce sum all", Reduce.all(SUM, 3), normal(2, 3, 4)),
                of("Reduce sum kept", new Reduce(SUM, List.of(0, 2), true), normal(2, 3, 4)),
                of("Reduce mean", Reduce.mean(1, 2), normal(2, 3, 4)),
                of("Reduce mean apart", Reduce.mean(1, 3), normal(2, 3, 4, 2)),
                of("Reduce mean all", Reduce.all(MEAN, 2), normal(2, 3)),
                of("Reduce mean kept", new Reduce(MEAN, List.of(0), true), normal(2, 3, 4)),
                of("Reduce max", new Reduce(MAX, List.of(1), false), apart(2, 3, 4)),
                of("Reduce max kept", new Reduce(MAX, List.of(0, 2), true), apart(2, 3, 4)),
                of("Reduce max all", Reduce.all(MAX, 2), apart(3, 4)),
                of("Spread", new Spread(Shape.of(2, 3, 4)), normal(2, 1, 1)),
                of("Spread nothing", new Spread(Shape.of(2, 3)), normal(2, 3)));
    }
}
