package dev.espalier.kernel.bench;

import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.stream.IntStream;
import org.bytedeco.javacpp.FloatPointer;
import org.bytedeco.javacpp.IntPointer;
import org.bytedeco.javacpp.Pointer;
import org.bytedeco.tensorflowlite.BuiltinOpResolver;
import org.bytedeco.tensorflowlite.BuiltinOpResolverWithoutDefaultDelegates;
import org.bytedeco.tensorflowlite.FlatBufferModel;
import org.bytedeco.tensorflowlite.Interpreter;
import org.bytedeco.tensorflowlite.InterpreterBuilder;
import org.bytedeco.tensorflowlite.TfLiteRegistration;
import org.bytedeco.tensorflowlite.global.tensorflowlite;
import org.nd4j.linalg.api.ndarray.INDArray;

/** Inference by TensorFlow Lite, which hands what it can to XNNPACK. Images are turned before and after, not timed. */
final class TfliteInference implements Inference {

    private final FlatBufferModel model;
    private final BuiltinOpResolver operators;
    private final Interpreter interpreter;
    private final Optional<TfliteDelegate> delegate;
    private final String delegated;

    TfliteInference(Path file, int threads, List<INDArray> inputs) {
        model = FlatBufferModel.BuildFromFile(file.toString());
        if (model == null || model.isNull()) {
            throw new UnsupportedOperationException("TensorFlow Lite cannot read " + file.getFileName());
        }
        boolean quantized = isQuantized(model);
        operators = quantized ? new BuiltinOpResolverWithoutDefaultDelegates() : new BuiltinOpResolver();
        interpreter = interpreter(model, operators, threads);
        delegate = quantized ? Optional.of(new TfliteDelegate(threads)) : Optional.empty();
        delegate.ifPresent(integers ->
                check(interpreter.ModifyGraphWithDelegate(integers.delegate()), "hand integers to XNNPACK"));
        check(interpreter.AllocateTensors(), "allocate tensors");
        delegated = delegated();
        for (int i = 0; i < inputs.size(); i++) {
            float[] numbers = channelsLast(inputs.get(i)).dup('c').data().asFloat();
            if (interpreter.input_tensor(i).type() == tensorflowlite.kTfLiteInt32) {
                int[] whole = new int[numbers.length];
                for (int j = 0; j < whole.length; j++) {
                    whole[j] = (int) numbers[j];
                }
                new IntPointer(interpreter.typed_input_tensor_int(i)).put(whole);
            } else {
                new FloatPointer(interpreter.typed_input_tensor_float(i)).put(numbers);
            }
        }
    }

    private static Interpreter interpreter(FlatBufferModel model, BuiltinOpResolver operators, int threads) {
        Interpreter interpreter = new Interpreter((Pointer) null);
        try (InterpreterBuilder builder = new InterpreterBuilder(model, operators)) {
            check(builder.apply(interpreter, threads), "build an interpreter");
        }
        return interpreter;
    }

    /** Whether any tensor holds bytes. */
    private static boolean isQuantized(FlatBufferModel model) {
        try (BuiltinOpResolver plain = new BuiltinOpResolverWithoutDefaultDelegates();
                Interpreter interpreter = interpreter(model, plain, 1)) {
            return IntStream.range(0, (int) interpreter.tensors_size())
                    .anyMatch(i -> interpreter.tensor(i).type() == tensorflowlite.kTfLiteInt8);
        }
    }

    private static void check(int status, String what) {
        if (status != tensorflowlite.kTfLiteOk) {
            throw new UnsupportedOperationException("TensorFlow Lite could not " + what + " (status " + status + ")");
        }
    }

    /** How many steps remain after XNNPACK took its part, and how many of them are its own. */
    private String delegated() {
        Pointer plan = interpreter.execution_plan();
        long steps = plan.limit() - plan.position();
        int taken = 0;
        for (int i = 0; i < steps; i++) {
            int node = interpreter.execution_plan().get(i);
            TfLiteRegistration registration =
                    interpreter.node_and_registration(node).second();
            if (registration.builtin_code() == tensorflowlite.kTfLiteBuiltinDelegate) {
                taken++;
            }
        }
        if (taken == 0) {
            throw new UnsupportedOperationException("XNNPACK took no part of the network");
        }
        return taken + " of " + steps + " steps by XNNPACK";
    }

    @Override
    public String description() {
        return "TensorFlow Lite " + tensorflowlite.TfLiteVersion().getString() + ", " + delegated;
    }

    @Override
    public void run() {
        check(interpreter.Invoke(), "run");
    }

    @Override
    public List<float[]> outputs() {
        List<float[]> outputs = new ArrayList<>();
        for (int i = 0; i < interpreter.outputs().limit(); i++) {
            float[] numbers =
                    new float[Math.toIntExact(interpreter.output_tensor(i).bytes() / Float.BYTES)];
            interpreter.typed_output_tensor_float(i).get(numbers);
            outputs.add(numbers);
        }
        return outputs;
    }

    @Override
    public boolean channelsLast() {
        return true;
    }

    static INDArray channelsLast(INDArray array) {
        return array.rank() == 4 ? array.permute(0, 2, 3, 1).dup('c') : array;
    }

    @Override
    public void close() {
        interpreter.close();
        delegate.ifPresent(TfliteDelegate::close);
        operators.close();
        model.close();
    }
}
