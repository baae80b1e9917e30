package dev.espalier.model.file;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import com.fasterxml.jackson.databind.ObjectMapper;
import com.fasterxml.jackson.databind.node.ObjectNode;
import dev.espalier.model.Node;
import dev.espalier.model.op.BatchMoment;
import dev.espalier.model.op.BatchNorm;
import dev.espalier.model.op.Concat;
import dev.espalier.model.op.CrossEntropy;
import dev.espalier.model.op.Input;
import dev.espalier.model.op.LayerNorm;
import dev.espalier.model.op.MatMul;
import dev.espalier.model.op.Op;
import dev.espalier.model.op.PadAxis;
import dev.espalier.model.op.Reshape;
import dev.espalier.model.op.Shape;
import dev.espalier.model.op.Slice;
import dev.espalier.model.op.TrainingOp;
import dev.espalier.model.op.Transpose;
import java.util.Arrays;
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
                        new BatchNorm(1e-4, 0.25, BatchNorm.Statistics.IMAGE),
                        new Concat(2),
                        new CrossEntropy(0.125),
                        new Input(Shape.of(7)),
                        new LayerNorm(2, 1e-4),
                        new MatMul(true, false),
                        new PadAxis(2, 0, 3),
                        new Reshape(Shape.batchOf(3, 4)),
                        new Slice(0, 1, 2),
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
        assertThat(operators().map(Op::getClass))
                .containsAll(Arrays.stream(Op.class.getPermittedSubclasses())
                        .filter(type -> type != TrainingOp.class)
                        .<Class<? extends Op>>map(type -> type.asSubclass(Op.class))
                        .toList());
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
