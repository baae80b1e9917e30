package dev.espalier.compile.runtime;

import dev.espalier.compile.target.Target;
import dev.espalier.compile.target.Toolchain;
import dev.espalier.progress.Cancellation;
import java.nio.FloatBuffer;
import java.util.ArrayList;
import java.util.List;

/** Libraries that a C compiler makes. */
record NativeBackEnd(Toolchain toolchain, Target target) implements BackEnd {

    @Override
    public String header() {
        return RuntimeText.header();
    }

    @Override
    public Network network(
            String name,
            String source,
            List<byte[]> weights,
            NetworkNeeds needs,
            int threads,
            Cancellation cancellation) {
        NetworkLibrary library = NetworkLibrary.of(toolchain, target, name, source, cancellation);
        return new Loaded(this, name, library, joined(weights), needs, threads);
    }

    private static Memory joined(List<byte[]> pieces) {
        Memory all =
                Memory.ofBytes(pieces.stream().mapToLong(piece -> piece.length).sum());
        long place = 0;
        for (byte[] piece : pieces) {
            all.bytes(place, piece.length).put(piece);
            place += piece.length;
        }
        return all;
    }

    @Override
    public Kernels kernels(String source, List<String> names, Cancellation cancellation) {
        KernelLibrary library = KernelLibrary.of(toolchain, target, source, names, cancellation);
        return (name, inputs, output, data, scratch) -> new Prepared(library, name, inputs, output, data, scratch);
    }

    /** A network with memory for what comes and goes. */
    private static final class Loaded implements Network {

        private final NativeBackEnd backEnd;
        private final String name;
        private final Memory weights;
        private final NativeNetwork network;
        private final List<Memory> inputs;
        private final List<Memory> outputs;

        Loaded(
                NativeBackEnd backEnd,
                String name,
                NetworkLibrary library,
                Memory weights,
                NetworkNeeds needs,
                int threads) {
            this.backEnd = backEnd;
            this.name = name;
            this.weights = weights;
            this.network = library.open(weights, needs, threads);
            this.inputs = needs.inputs().stream().map(Memory::ofFloats).toList();
            this.outputs = needs.outputs().stream().map(Memory::ofFloats).toList();
        }

        @Override
        public FloatBuffer input(int number) {
            return inputs.get(number).floats();
        }

        @Override
        public FloatBuffer output(int number) {
            return outputs.get(number).floats();
        }

        @Override
        public void run() {
            network.run(inputs, outputs);
        }

        @Override
        public void warmUp() {
            run();
        }

        @Override
        public Marked marked(String source, int calls, Cancellation cancellation) {
            NetworkLibrary library = NetworkLibrary.of(backEnd.toolchain, backEnd.target, name, source, cancellation);
            NetworkNeeds needs = network.needs();
            List<Long> sizes = new ArrayList<>(needs.outputs());
            long counters = calls + 1L;
            sizes.add(2 * counters);
            NetworkNeeds more = new NetworkNeeds(needs.arena(), needs.scratch(), needs.inputs(), sizes);
            return new Counting(library.open(weights, more, network.threads()), inputs, calls + 1);
        }

        @Override
        public long workingBytes() {
            return network.workingBytes();
        }

        @Override
        public void close() {
            network.close();
            inputs.forEach(Memory::close);
            outputs.forEach(Memory::close);
            weights.close();
        }
    }

    /** A network with one more output, for its clock. */
    private static final class Counting implements Network.Marked {

        private final NativeNetwork network;
        private final List<Memory> inputs;
        private final List<Memory> outputs;
        private final int counters;

        Counting(NativeNetwork network, List<Memory> inputs, int counters) {
            this.network = network;
            this.inputs = inputs;
            this.outputs =
                    network.needs().outputs().stream().map(Memory::ofFloats).toList();
            this.counters = counters;
        }

        @Override
        public long[] run() {
            network.run(inputs, outputs);
            long[] marks = new long[counters];
            outputs.get(outputs.size() - 1).bytes().asLongBuffer().get(marks);
            return marks;
        }

        @Override
        public void close() {
            network.close();
            outputs.forEach(Memory::close);
        }
    }

    /** A call with memory of its own. */
    private static final class Prepared implements Kernels.Work {

        private final List<Memory> memories = new ArrayList<>();
        private final Memory output;
        private final KernelCall call;

        Prepared(KernelLibrary library, String name, List<float[]> inputs, long output, byte[] data, long scratch) {
            inputs.forEach(input -> memories.add(Memory.of(input)));
            List<Memory> given = List.copyOf(memories);
            this.output = Memory.ofFloats(output);
            Memory bytes = Memory.of(data);
            Memory own = Memory.ofFloats(scratch);
            memories.addAll(List.of(this.output, bytes, own));
            this.call = library.call(name, given, this.output, bytes, own);
        }

        @Override
        public void run(int times) {
            call.run(0, 1, times);
        }

        @Override
        public void warmUp() {
            run(1);
        }

        @Override
        public float[] output() {
            return output.toArray();
        }

        @Override
        public void close() {
            call.close();
            memories.forEach(Memory::close);
        }
    }
}
