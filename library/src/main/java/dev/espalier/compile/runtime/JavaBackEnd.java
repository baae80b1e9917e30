package dev.espalier.compile.runtime;

import dev.espalier.compile.target.Target;
import dev.espalier.compile.translate.JavaClass;
import dev.espalier.progress.Cancellation;
import java.lang.invoke.MethodHandle;
import java.lang.invoke.MethodType;
import java.util.Arrays;
import java.util.List;
import java.util.concurrent.CancellationException;

/** Classes that Java's own compiler makes; the virtual machine compiles them while they run. */
record JavaBackEnd(Target target) implements BackEnd {

    private static final MethodType KERNEL = MethodType.methodType(
            void.class, float[].class, int[].class, int.class, int.class, int.class, int.class, int.class);

    /** A kernel takes the virtual machine some tenths of a second. */
    private static final double QUIET_SECONDS = 0.4;

    private static final double MOST_SECONDS = 5;

    @Override
    public String header() {
        return "";
    }

    @Override
    public Network network(
            String name,
            String source,
            List<byte[]> weights,
            NetworkNeeds needs,
            int threads,
            Cancellation cancellation) {
        return new JavaNetwork(compiled(source, cancellation), weights, needs, threads);
    }

    @Override
    public Kernels kernels(String source, List<String> names, Cancellation cancellation) {
        JavaClass compiled = compiled(source, cancellation);
        return (name, inputs, output, data, scratch) ->
                new Prepared(compiled.function(name, KERNEL), inputs, output, data, scratch);
    }

    private JavaClass compiled(String source, Cancellation cancellation) {
        if (cancellation.requested()) {
            throw new CancellationException("compilation was stopped");
        }
        return JavaClass.of(source, target.lanes());
    }

    /** A call with memory of its own. */
    private static final class Prepared implements Kernels.Work {

        private final MethodHandle function;
        private final Numbers numbers = new Numbers();
        private final int[] inputs;
        private final int output;
        private final int size;
        private final int data;
        private final int scratch;
        private final float[] memory;

        Prepared(MethodHandle function, List<float[]> inputs, long output, byte[] data, long scratch) {
            this.function = function;
            this.inputs = inputs.stream()
                    .mapToInt(input -> numbers.room(input.length))
                    .toArray();
            this.size = Math.toIntExact(output);
            this.output = numbers.room(output);
            this.data = numbers.room(data.length / Float.BYTES);
            this.scratch = numbers.room(scratch);
            this.memory = numbers.allocate();
            for (int i = 0; i < this.inputs.length; i++) {
                System.arraycopy(inputs.get(i), 0, memory, this.inputs[i], inputs.get(i).length);
            }
            Numbers.put(data, memory, this.data);
        }

        @Override
        public void run(int times) {
            try {
                for (int i = 0; i < times; i++) {
                    function.invokeExact(memory, inputs, output, data, scratch, 0, 1);
                }
            } catch (Throwable failed) {
                throw Numbers.wrapped(failed);
            }
        }

        @Override
        public void warmUp() {
            WarmUp.settle(() -> run(1), QUIET_SECONDS, MOST_SECONDS);
        }

        @Override
        public float[] output() {
            return Arrays.copyOfRange(memory, output, output + size);
        }

        @Override
        public void close() {
            // The collector takes the memory.
        }
    }
}
