package dev.espalier.compile.rewrite;

import java.util.List;

/**
 * What takes a node's place: further nodes, and a node of the old name; or another node that computes the same already.
 *
 * @param before the further nodes, each after those it reads
 * @param node of the old name; null if {@code same} takes its place
 * @param same name of a node with the same value; null if {@code node} takes its place
 */
record Replacement(List<Term> before, Term node, String same) {

    Replacement {
        before = List.copyOf(before);
    }

    static Replacement of(Term node, Term... before) {
        return new Replacement(List.of(before), node, null);
    }

    static Replacement by(String same) {
        return new Replacement(List.of(), null, same);
    }
}
