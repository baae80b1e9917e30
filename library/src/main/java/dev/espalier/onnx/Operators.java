package dev.espalier.onnx;

import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.TreeMap;
import java.util.function.BiConsumer;
import java.util.function.Consumer;

/** Who reads which operator of ONNX: one importer by the operator's name, and one for known inputs where that differs. */
final class Operators {

    private static final Map<String, Consumer<Call>> IMPORTERS = new TreeMap<>();
    private static final Map<String, Consumer<Call>> FOLDS = new TreeMap<>();

    static {
        ArithmeticImports.register(IMPORTERS::put);
        ChoiceImports.register(IMPORTERS::put);
        ControlImports.register(IMPORTERS::put);
        ConvolutionImports.register(IMPORTERS::put);
        EinsumImports.register(IMPORTERS::put);
        FunctionImports.register(IMPORTERS::put);
        LayoutImports.register(IMPORTERS::put);
        LogicImports.register(IMPORTERS::put);
        MatrixImports.register(IMPORTERS::put);
        NormalizationImports.register(IMPORTERS::put);
        PadImports.register(IMPORTERS::put);
        PoolingImports.register(IMPORTERS::put);
        QuantizationImports.register(IMPORTERS::put);
        QuantizedImports.register(IMPORTERS::put);
        RecurrentImports.register(IMPORTERS::put);
        ReductionImports.register(IMPORTERS::put);
        ResizeImports.register(IMPORTERS::put);
        ScatterImports.register(IMPORTERS::put);
        SelectionImports.register(IMPORTERS::put);
        ShapeFolds.register(IMPORTERS::put);
        TriangleImports.register(IMPORTERS::put);
        TupleImports.register(IMPORTERS::put);
        ArithmeticFolds.register(FOLDS::put);
        LayoutFolds.register(FOLDS::put);
        QuantizationFolds.register(FOLDS::put);
    }

    private Operators() {}

    /** Takes an importer under the name of its operator. */
    interface Registry extends BiConsumer<String, Consumer<Call>> {}

    /** The operators that can be read. */
    static Set<String> names() {
        return IMPORTERS.keySet();
    }

    /** What reads an operator, given what is known of its inputs. */
    static Optional<Consumer<Call>> importer(Call call) {
        Consumer<Call> fold = call.allKnown() ? FOLDS.get(call.type()) : null;
        return Optional.ofNullable(fold == null ? IMPORTERS.get(call.type()) : fold);
    }
}
