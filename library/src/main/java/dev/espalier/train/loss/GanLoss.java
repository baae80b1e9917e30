package dev.espalier.train.loss;

import dev.espalier.model.Scope;
import dev.espalier.model.op.Affine;
import dev.espalier.model.op.Relu;
import dev.espalier.model.op.Softplus;
import dev.espalier.model.op.Square;
import dev.espalier.model.op.Value;

/** What discriminators and generators want of the discriminator's scores, a tensor of any shape; all are means over it. */
public enum GanLoss {
    /** Discriminator: max(0, 1 - real) and max(0, 1 + fake), generator: -fake (Lim and Ye 2017). */
    HINGE {
        @Override
        Value elements(Scope scope, Value scores, boolean real) {
            return scope.apply(new Relu(), scope.apply(new Affine(real ? -1 : 1, 1), scores));
        }

        @Override
        Value ofGenerator(Scope scope, Value scores) {
            return scope.apply(Affine.times(-1), scores);
        }
    },

    /** Squared distance from 1 for real, from 0 for fake (LSGAN, Mao et al. 2017, equation 9). */
    LEAST_SQUARES {
        @Override
        Value elements(Scope scope, Value scores, boolean real) {
            return scope.apply(new Square(), real ? scope.apply(new Affine(1, -1), scores) : scores);
        }
    },

    /** Cross-entropy of logits; the generator's form is the one that does not saturate (Goodfellow et al. 2014). */
    VANILLA {
        @Override
        Value elements(Scope scope, Value scores, boolean real) {
            return scope.apply(new Softplus(), real ? scope.apply(Affine.times(-1), scores) : scores);
        }
    };

    abstract Value elements(Scope scope, Value scores, boolean real);

    Value ofGenerator(Scope scope, Value scores) {
        return elements(scope, scores, true);
    }

    /** What the discriminator makes smaller: half of what real images and half of what fake ones cost it. */
    public Value discriminator(Scope scope, Value realScores, Value fakeScores) {
        Value real = Reduction.MEAN.of(scope, elements(scope.part("real"), realScores, true));
        Value fake = Reduction.MEAN.of(scope, elements(scope.part("fake"), fakeScores, false));
        return Loss.weighted(scope, new Loss.Term(0.5, real), new Loss.Term(0.5, fake));
    }

    /** What the generator makes smaller. */
    public Value generator(Scope scope, Value fakeScores) {
        return Reduction.MEAN.of(scope, ofGenerator(scope, fakeScores));
    }
}
