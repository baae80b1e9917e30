package dev.espalier.compile.rewrite;

import java.util.Locale;
import java.util.Optional;
import java.util.function.BiFunction;

/**
 * The computation laws of layer fusion (Niu et al., arXiv 2106.00526 and 2009.06823: associative, commutative and
 * distributive, with their conditions), each as a rule on the node that ends a term.
 *
 * <p>A rule applies only where the term's inner values have no other reader and are no output of the network, since they
 * would have to be computed all the same; where the repetition of smaller tensors does not make any value larger; and where
 * constants stay finite. No rule adds an operator, and none makes an intermediate result larger.
 */
public enum Law {

    /** Sums and products with a single constant are one affine function; what changes nothing goes. */
    NEUTRAL(ConstantLaws::neutral),

    /** (x + c) + d = x + (c + d), a (b x) = (a b) x, and affine functions of affine functions. */
    ASSOCIATIVE(ConstantLaws::associative),

    /** (x + c) + (y + d) = (x + y) + (c + d), and the same of products: constants come together. */
    COMMUTATIVE(ConstantLaws::commutative),

    /** a b + a c = a (b + c), a / d + b / d = (a + b) / d, and of linear maps V x + W x = (V + W) x. */
    DISTRIBUTIVE(FactorLaws::distributive),

    /** Factors and summands of each channel after a linear map belong into its weights: d (W x + b) + e = (d W) x + (d b + e). */
    SCALING(FactorLaws::scaling),

    /** Factors that are the same along the axes of a sum or mean are applied to its result. */
    REDUCTION(ReductionLaws::reduction),

    /** Functions of single numbers trade places with a change of order, so that they join what computed the numbers. */
    MOVEMENT(MovementLaws::movement);

    private final BiFunction<Term, Facts, Optional<Replacement>> rule;

    Law(BiFunction<Term, Facts, Optional<Replacement>> rule) {
        this.rule = rule;
    }

    /** What a term becomes, if the law applies. */
    Optional<Replacement> at(Term term, Facts facts) {
        return rule.apply(term, facts);
    }

    @Override
    public String toString() {
        return name().toLowerCase(Locale.ROOT);
    }
}
