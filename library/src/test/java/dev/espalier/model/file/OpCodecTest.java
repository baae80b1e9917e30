package dev.espalier.model.file;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import com.fasterxml.jackson.databind.ObjectMapper;
import com.fasterxml.jackson.databind.node.ObjectNode;
import dev.espalier.model.Node;
import dev.espalier.model.op.Abs;
import dev.espalier.model.op.Affine;
import dev.espalier.model.op.BatchMoment;
import dev.espalier.model.op.BatchNorm;
import dev.espalier.model.op.Clamp;
import dev.espalier.model.op.Concat;
import dev.espalier.model.op.ConvTranspose2d;
import dev.espalier.model.op.CrossEntropy;
import dev.espalier.model.op.Divide;
import dev.espalier.model.op.Dropout;
import dev.espalier.model.op.Elementary;
import dev.espalier.model.op.Elu;
import dev.espalier.model.op.Equal;
import dev.espalier.model.op.Erf;
import dev.espalier.model.op.Exp;
import dev.espalier.model.op.Expand;
import dev.espalier.model.op.FakeQuantize;
import dev.espalier.model.op.Gather;
import dev.espalier.model.op.Gelu;
import dev.espalier.model.op.Greater;
import dev.espalier.model.op.HardSigmoid;
import dev.espalier.model.op.HardSwish;
import dev.espalier.model.op.Input;
import dev.espalier.model.op.LayerNorm;
import dev.espalier.model.op.LeakyRelu;
import dev.espalier.model.op.Log;
import dev.espalier.model.op.LogSoftmax;
import dev.espalier.model.op.MatMul;
import dev.espalier.model.op.Maximum;
import dev.espalier.model.op.Multiply;
import dev.espalier.model.op.Op;
import dev.espalier.model.op.PadAxis;
import dev.espalier.model.op.PixelShuffle;
import dev.espalier.model.op.PixelUnshuffle;
import dev.espalier.model.op.Power;
import dev.espalier.model.op.Reduce;
import dev.espalier.model.op.Reshape;
import dev.espalier.model.op.Resize2d;
import dev.espalier.model.op.Round;
import dev.espalier.model.op.ScatterAdd;
import dev.espalier.model.op.Select;
import dev.espalier.model.op.Shape;
import dev.espalier.model.op.Sigmoid;
import dev.espalier.model.op.Size2d;
import dev.espalier.model.op.Slice;
import dev.espalier.model.op.Softmax;
import dev.espalier.model.op.Softplus;
import dev.espalier.model.op.Sqrt;
import dev.espalier.model.op.Square;
import dev.espalier.model.op.Subtract;
import dev.espalier.model.op.TrainingOp;
import dev.espalier.model.op.Transpose;
import java.util.Arrays;
import java.util.List;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.MethodSource;

class OpCodecTest {

    private final ObjectMapper json = new ObjectMapper();

    /** Every operator of the model that stands for the format, and those no model holds. */
    static Stream<Op> operators() {
        return Stream.concat(
                FirstFormat.model().graph().nodes().stream().map(Node::op),
                Stream.of(
                        new Abs(),
                        new Affine(-2, 0.5),
                        new BatchNorm(1e-4, 0.25, BatchNorm.Statistics.IMAGE),
                        new Clamp(-1, 2.5),
                        new Concat(2),
                        new ConvTranspose2d(
                                4,
                                Size2d.square(3),
                                Size2d.square(2),
                                Size2d.square(0),
                                Size2d.square(1),
                                new Size2d(2, 1),
                                2),
                        new CrossEntropy(0.125),
                        new Divide(),
                        new Dropout(0.25),
                        new Elu(0.5),
                        new Exp(),
                        new Expand(Shape.batchOf(3, 1)),
                        new FakeQuantize(4, true, FakeQuantize.StepGradient.CLIPPING),
                        new Gather(true),
                        new Gelu(),
                        new Equal(),
                        new Elementary(Elementary.Function.SIN),
                        new Erf(),
                        new Greater(),
                        new Select(),
                        new HardSigmoid(),
                        new HardSwish(),
                        new Input(Shape.of(7)),
                        new LayerNorm(2, 1e-4),
                        new LeakyRelu(0.125),
                        new Log(),
                        new LogSoftmax(2),
                        new MatMul(true, false),
                        new Maximum(),
                        new Multiply(),
                        new PadAxis(2, 0, 3),
                        new PixelShuffle(2),
                        new PixelUnshuffle(3),
                        new Power(-0.5),
                        new Reduce(Reduce.Reducer.MAX, List.of(0, 2), true),
                        new Reshape(Shape.batchOf(3, 4)),
                        new Resize2d(new Size2d(3, 5), Resize2d.Mode.BILINEAR, true),
                        new Round(),
                        new ScatterAdd(7, true),
                        new Sigmoid(),
                        new Slice(0, 1, 2),
                        new Softmax(1),
                        new Softplus(),
                        new Sqrt(),
                        new Square(),
                        new Subtract(),
                        Transpose.of(0, 2, 1)));
    }

    @ParameterizedTest
    @MethodSource("operators")
    void anOperatorComesBack(Op op) {
        ObjectNode written = json.createObjectNode();
        OpCodec.write(op, written);

        assertThat(OpCodec.read(new Fields(written, "node"))).isEqualTo(op);
    }

    @Test
    void everyOperatorOutsideTrainingIsCovered() {
        assertThat(operators().map(Op::getClass)).containsAll(inModels(Op.class).toList());
    }

    private static Stream<Class<? extends Op>> inModels(Class<? extends Op> type) {
        return type.isSealed()
                ? Arrays.stream(type.getPermittedSubclasses())
                        .filter(permitted -> permitted != TrainingOp.class)
                        .flatMap(permitted -> inModels(permitted.asSubclass(Op.class)))
                : Stream.of(type);
    }

    @Test
    void wordsOfOlderFilesAreStillRead() throws Exception {
        assertThat(read("{'kind':'PadChannels','attributes':{'before':1,'after':2}}"))
                .isEqualTo(new PadAxis(1, 1, 2));
        assertThat(read("{'kind':'SliceChannels','attributes':{'from':1,'count':2}}"))
                .isEqualTo(new Slice(1, 1, 2));
    }

    private Op read(String text) throws Exception {
        return OpCodec.read(new Fields(json.readTree(text.replace('\'', '"')), "node"));
    }

    @Test
    void operatorsOfTrainingGraphsAreRefused() {
        assertThatThrownBy(() -> OpCodec.write(new BatchMoment(BatchMoment.Moment.MEAN), json.createObjectNode()))
                .hasMessage("operator BatchMoment belongs to training graphs and is not part of a model file");
    }

    @ParameterizedTest
    @CsvSource(
            delimiter = '|',
            quoteCharacter = '`',
            value = {
                "{'kind':'Conv3d','attributes':{}}|node.kind is the unknown operator 'Conv3d'; did you mean 'Conv2d'?",
                "{'kind':'Linear'}|node.attributes is missing",
                "{'kind':'Linear','attributes':[]}|node.attributes must be an object, found []",
                "{'kind':'Linear','attributes':{}}|node.attributes.out is missing",
                "{'kind':'Linear','attributes':{'out':'3'}}|node.attributes.out must be a whole number, found \"3\"",
                "{'kind':'Linear','attributes':{'out':3.5}}|node.attributes.out must be a whole number, found 3.5",
                "{'kind':'Linear','attributes':{'out':0}}|node.attributes: output features is 0; it must be at least 1",
                "{'kind':'Linear','attributes':{'out':3,'oud':4}}|node.attributes.oud is no field of this format;"
                        + " did you mean 'out'?",
                "{'kind':'Pad2d','attributes':{'padding':[1],'mode':'ZERO'}}|node.attributes.padding must be"
                        + " [height, width], found [1]",
                "{'kind':'Pad2d','attributes':{'padding':[1,1],'mode':'WRAP'}}|node.attributes.mode must be one of"
                        + " [ZERO, REFLECT], found 'WRAP'",
                "{'kind':'MatMul','attributes':{'transposeA':1}}|node.attributes.transposeA must be true or false, found 1",
                "{'kind':'Transpose','attributes':{'permutation':[0,'2']}}|node.attributes.permutation[1] must be a"
                        + " whole number, found \"2\"",
                "{'kind':'BatchNorm','attributes':{'epsilon':true}}|node.attributes.epsilon must be a number, found true",
                "{'kind':'Input','attributes':{'shape':['N',0]}}|node.attributes.shape: dimension 1 of [-1, 0] is 0;"
                        + " dimensions are at least 1",
            })
    void whatIsWrongSaysWhere(String text, String complaint) {
        assertThatThrownBy(() -> read(text)).hasMessage(complaint);
    }
}
