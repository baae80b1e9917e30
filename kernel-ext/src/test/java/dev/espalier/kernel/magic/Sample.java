package dev.espalier.kernel.magic;

import dev.espalier.prune.Rate;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.TreeMap;

/** A magic with one parameter of every kind, and variables to use it with. */
final class Sample {

    private Sample() {}

    /** Stands in for a network. */
    record Net(String name) {
        @Override
        public String toString() {
            return name;
        }
    }

    static final Parameter<Net> NET =
            Parameter.required("model", Kinds.variable(Net.class, "for example one made by %zoo"), "the network");
    static final Parameter<String> STRUCTURE = Parameter.option(
                    "structure", Kinds.choice(List.of("unstructured", "pattern", "filter")), "where zeros may be")
            .orElse("unstructured");
    static final Parameter<Rate> RATE = Parameter.option("rate", Kinds.rate(), "how much goes");
    static final Parameter<Integer> EPOCHS = Parameter.option("epochs", Kinds.integer(1, 1000), "passes over the data")
            .orElse("3");
    static final Parameter<Double> MOMENTUM = Parameter.option("momentum", Kinds.number(0, 1), "of the optimizer");
    static final Parameter<List<String>> LAYERS =
            Parameter.option("layers", Kinds.list(Kinds.text("LAYER")), "only these");
    static final Parameter<Boolean> QUIET = Parameter.flag("quiet", "shows no bar");

    static final Schema SCHEMA = Schema.line(
                    "prune", "sets weights to zero", Net.class, NET, STRUCTURE, RATE, EPOCHS, MOMENTUM, LAYERS, QUIET)
            .examples("var small = %prune net --structure pattern --rate 4x");

    static final Parameter<List<Net>> NETS =
            Parameter.rest("models", Kinds.variable(Net.class, "for example one made by %zoo"), "what to compare");
    static final Schema COMPARE = Schema.line("compare", "compares networks", List.class, NETS);

    static final Parameter<String> WHAT =
            Parameter.optional("architecture", Kinds.choice(List.of("lenet5", "resnet20")), "which one");
    static final Schema ZOO = Schema.line("zoo", "makes a network", Net.class, WHAT);

    static final Variables VARIABLES = variables(
            Map.of("net", new Net("first"), "small", new Net("second"), "path", "/data", "n", 7, "half", 0.5));

    static Variables variables(Map<String, Object> values) {
        Map<String, Object> kept = new LinkedHashMap<>(new TreeMap<>(values));
        return new Variables() {
            @Override
            public Optional<Object> find(String name) {
                return Optional.ofNullable(kept.get(name));
            }

            @Override
            public List<String> names() {
                return List.copyOf(kept.keySet());
            }
        };
    }

    /** A magic that does what a function of its arguments says. */
    static Magic magic(Schema schema, Body body) {
        return new Magic() {
            @Override
            public Schema schema() {
                return schema;
            }

            @Override
            public Object run(Arguments arguments, Context context) throws Exception {
                return body.run(arguments, context);
            }
        };
    }

    @FunctionalInterface
    interface Body {
        Object run(Arguments arguments, Context context) throws Exception;
    }
}
