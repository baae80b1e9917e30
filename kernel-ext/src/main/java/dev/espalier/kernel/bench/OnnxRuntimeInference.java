package dev.espalier.kernel.bench;

import ai.onnxruntime.NodeInfo;
import ai.onnxruntime.OnnxJavaType;
import ai.onnxruntime.OnnxTensor;
import ai.onnxruntime.OrtEnvironment;
import ai.onnxruntime.OrtException;
import ai.onnxruntime.OrtSession;
import ai.onnxruntime.TensorInfo;
import java.nio.FloatBuffer;
import java.nio.LongBuffer;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import org.nd4j.linalg.api.ndarray.INDArray;

/** Inference by ONNX Runtime, with all its optimizations. */
final class OnnxRuntimeInference implements Inference {

    private final OrtEnvironment environment = OrtEnvironment.getEnvironment();
    private final OrtSession session;
    private final Map<String, OnnxTensor> inputs = new LinkedHashMap<>();

    OnnxRuntimeInference(Path file, int threads, Map<String, INDArray> given) {
        try (OrtSession.SessionOptions options = new OrtSession.SessionOptions()) {
            options.setIntraOpNumThreads(threads);
            options.setInterOpNumThreads(1);
            options.setOptimizationLevel(OrtSession.SessionOptions.OptLevel.ALL_OPT);
            // Known before the session plans its memory, as the batch of all other entrants is.
            options.setSymbolicDimensionValue("N", 1);
            session = environment.createSession(file.toString(), options);
            for (Map.Entry<String, NodeInfo> input : session.getInputInfo().entrySet()) {
                inputs.put(input.getKey(), tensor(input.getValue(), given.get(input.getKey())));
            }
        } catch (OrtException failure) {
            throw failed(failure);
        }
    }

    private OnnxTensor tensor(NodeInfo wanted, INDArray given) throws OrtException {
        float[] numbers = given.dup('c').data().asFloat();
        if (((TensorInfo) wanted.getInfo()).type == OnnxJavaType.INT64) {
            long[] whole = new long[numbers.length];
            for (int i = 0; i < whole.length; i++) {
                whole[i] = (long) numbers[i];
            }
            return OnnxTensor.createTensor(environment, LongBuffer.wrap(whole), given.shape());
        }
        return OnnxTensor.createTensor(environment, FloatBuffer.wrap(numbers), given.shape());
    }

    private static UnsupportedOperationException failed(OrtException failure) {
        return new UnsupportedOperationException("ONNX Runtime: " + failure.getMessage(), failure);
    }

    @Override
    public String description() {
        return "ONNX Runtime " + environment.getVersion();
    }

    @Override
    public void run() {
        try (OrtSession.Result result = session.run(inputs)) {
            result.size();
        } catch (OrtException failure) {
            throw failed(failure);
        }
    }

    @Override
    public List<float[]> outputs() {
        try (OrtSession.Result result = session.run(inputs)) {
            List<float[]> outputs = new ArrayList<>();
            for (int i = 0; i < result.size(); i++) {
                FloatBuffer numbers = ((OnnxTensor) result.get(i)).getFloatBuffer();
                float[] output = new float[numbers.remaining()];
                numbers.get(output);
                outputs.add(output);
            }
            return outputs;
        } catch (OrtException failure) {
            throw failed(failure);
        }
    }

    @Override
    public void close() {
        inputs.values().forEach(OnnxTensor::close);
        try {
            session.close();
        } catch (OrtException failure) {
            throw failed(failure);
        }
    }
}
