package dev.espalier.model;

import java.util.Collection;
import java.util.Comparator;
import java.util.Locale;
import java.util.Optional;
import java.util.stream.Collectors;

/** Finds what somebody probably meant who wrote a name that does not exist. */
public final class Nearest {

    private static final int SHOWN = 12;

    private Nearest() {}

    /** The candidate with the fewest edits from {@code wanted}, if at most half of it is wrong. */
    public static Optional<String> to(String wanted, Collection<String> candidates) {
        String lower = wanted.toLowerCase(Locale.ROOT);
        return candidates.stream()
                .min(Comparator.comparingInt(candidate -> edits(lower, candidate.toLowerCase(Locale.ROOT))))
                .filter(best -> edits(lower, best.toLowerCase(Locale.ROOT)) * 2 <= Math.max(wanted.length(), 2));
    }

    /** A sentence's end: {@code "; did you mean 'conv1'?"}, or some of the choice if nothing is near. */
    public static String hint(String wanted, Collection<String> candidates) {
        return to(wanted, candidates)
                .map(best -> "; did you mean '" + best + "'?")
                .orElseGet(() -> "; there is " + list(candidates));
    }

    private static String list(Collection<String> candidates) {
        if (candidates.isEmpty()) {
            return "none";
        }
        String shown = candidates.stream().limit(SHOWN).collect(Collectors.joining(", "));
        return candidates.size() > SHOWN ? shown + " and " + (candidates.size() - SHOWN) + " more" : shown;
    }

    /** Insertions, deletions, substitutions and swaps of neighbours (Damerau 1964, restricted form). */
    private static int edits(String a, String b) {
        int[][] cost = new int[a.length() + 1][b.length() + 1];
        for (int i = 0; i <= a.length(); i++) {
            for (int j = 0; j <= b.length(); j++) {
                if (i == 0 || j == 0) {
                    cost[i][j] = i + j;
                    continue;
                }
                int change = a.charAt(i - 1) == b.charAt(j - 1) ? 0 : 1;
                cost[i][j] = Math.min(cost[i - 1][j - 1] + change, 1 + Math.min(cost[i - 1][j], cost[i][j - 1]));
                if (i > 1 && j > 1 && a.charAt(i - 1) == b.charAt(j - 2) && a.charAt(i - 2) == b.charAt(j - 1)) {
                    cost[i][j] = Math.min(cost[i][j], cost[i - 2][j - 2] + 1);
                }
            }
        }
        return cost[a.length()][b.length()];
    }
}
