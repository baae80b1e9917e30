package dev.espalier.onnx;

import ai.onnxruntime.NodeInfo;
import ai.onnxruntime.OnnxJavaType;
import ai.onnxruntime.OnnxTensor;
import ai.onnxruntime.OrtEnvironment;
import ai.onnxruntime.OrtException;
import ai.onnxruntime.OrtSession;
import ai.onnxruntime.OrtSession.SessionOptions.OptLevel;
import ai.onnxruntime.TensorInfo;
import java.nio.FloatBuffer;
import java.nio.LongBuffer;
import java.nio.file.Path;
import java.util.Arrays;
import java.util.LinkedHashMap;
import java.util.Map;
import org.nd4j.linalg.api.ndarray.INDArray;
import org.nd4j.linalg.factory.Nd4j;

/** ONNX Runtime, which made nothing of what is judged here. */
public final class Ort {

    private Ort() {}

    /** Runs a file on floats, which become integers where it wants them. */
    public static Map<String, INDArray> run(Path file, Map<String, INDArray> feeds) {
        return run(file, feeds, OptLevel.ALL_OPT);
    }

    /** Runs a file operator by operator as it is written: nothing is computed in integers that the file has in floats. */
    public static Map<String, INDArray> runAsWritten(Path file, Map<String, INDArray> feeds) {
        return run(file, feeds, OptLevel.NO_OPT);
    }

    private static Map<String, INDArray> run(Path file, Map<String, INDArray> feeds, OptLevel level) {
        OrtEnvironment environment = OrtEnvironment.getEnvironment();
        try (OrtSession.SessionOptions options = new OrtSession.SessionOptions()) {
            options.setIntraOpNumThreads(1);
            options.setOptimizationLevel(level);
            try (OrtSession session = environment.createSession(file.toString(), options)) {
                return run(environment, session, feeds);
            }
        } catch (OrtException refused) {
            throw new AssertionError(refused);
        }
    }

    private static Map<String, INDArray> run(
            OrtEnvironment environment, OrtSession session, Map<String, INDArray> feeds) throws OrtException {
        Map<String, OnnxTensor> inputs = new LinkedHashMap<>();
        for (Map.Entry<String, NodeInfo> input : session.getInputInfo().entrySet()) {
            TensorInfo info = (TensorInfo) input.getValue().getInfo();
            inputs.put(input.getKey(), tensor(environment, info.type, feeds.get(input.getKey())));
        }
        Map<String, INDArray> outputs = new LinkedHashMap<>();
        try (OrtSession.Result result = session.run(inputs)) {
            result.forEach(output -> outputs.put(output.getKey(), array((OnnxTensor) output.getValue())));
        }
        inputs.values().forEach(OnnxTensor::close);
        return outputs;
    }

    private static OnnxTensor tensor(OrtEnvironment environment, OnnxJavaType type, INDArray array)
            throws OrtException {
        float[] numbers = array.dup('c').data().asFloat();
        if (type == OnnxJavaType.INT64) {
            long[] longs = new long[numbers.length];
            Arrays.setAll(longs, i -> (long) numbers[i]);
            return OnnxTensor.createTensor(environment, LongBuffer.wrap(longs), array.shape());
        }
        return OnnxTensor.createTensor(environment, FloatBuffer.wrap(numbers), array.shape());
    }

    private static INDArray array(OnnxTensor tensor) {
        FloatBuffer buffer = tensor.getFloatBuffer();
        float[] numbers = new float[buffer.remaining()];
        buffer.get(numbers);
        return Nd4j.createFromArray(numbers).reshape('c', tensor.getInfo().getShape());
    }
}
