package dev.espalier.train.loss;

import dev.espalier.model.Scope;
import dev.espalier.model.op.Reduce;
import dev.espalier.model.op.Value;

/** What becomes of a loss that has a value for every number. */
public enum Reduction {
    /** It stays as it is, to be weighted or masked. */
    NONE,
    /** Its mean over all numbers. */
    MEAN,
    /** Its sum over all numbers. */
    SUM;

    Value of(Scope scope, Value elements) {
        int rank = elements.shape().rank();
        if (this == NONE || rank == 0) {
            return elements;
        }
        return scope.apply(Reduce.all(this == MEAN ? Reduce.Reducer.MEAN : Reduce.Reducer.SUM, rank), elements);
    }
}
