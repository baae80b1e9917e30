package dev.espalier.experiment;

/**
 * A paper.
 *
 * @param arxiv its number there, such as {@code 2102.11068}
 * @param title in full
 * @param venue where and when it appeared
 */
public record Paper(String arxiv, String title, String venue) {

    @Override
    public String toString() {
        return title + " (" + venue + ", arXiv " + arxiv + ")";
    }
}
