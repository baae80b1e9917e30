package dev.espalier.kernel.tool.maven;

import java.util.Optional;
import java.util.stream.Stream;
import org.eclipse.aether.artifact.Artifact;
import org.eclipse.aether.resolution.ArtifactDescriptorException;
import org.eclipse.aether.transfer.ArtifactNotFoundException;
import org.eclipse.aether.transfer.ArtifactTransferException;

/** What a failed search of Maven's was about: its exceptions wrap each other, with the reason inside. */
final class Missing {

    private Missing() {}

    private static Stream<Throwable> causes(Throwable e) {
        return Stream.iterate(e, t -> t != null, Throwable::getCause);
    }

    /** The artifact that could not be had. */
    static Optional<Artifact> in(Throwable e) {
        Optional<Artifact> transferred = causes(e)
                .filter(ArtifactTransferException.class::isInstance)
                .map(t -> ((ArtifactTransferException) t).getArtifact())
                .findFirst();
        return transferred.isPresent()
                ? transferred
                : causes(e)
                        .filter(ArtifactDescriptorException.class::isInstance)
                        .map(t -> ((ArtifactDescriptorException) t).getResult().getArtifact())
                        .findFirst();
    }

    /** Whether a repository did not answer, so that nobody knows whether it has the artifact. */
    static boolean unreachable(Throwable e) {
        return causes(e).anyMatch(ArtifactTransferException.class::isInstance)
                && causes(e).noneMatch(ArtifactNotFoundException.class::isInstance);
    }

    /** The innermost message that says something. */
    static String reason(Throwable e) {
        return causes(e)
                .filter(t -> t.getMessage() != null && !t.getMessage().isBlank())
                .reduce((outer, inner) -> inner)
                .map(t -> t instanceof java.net.UnknownHostException
                        ? "the host " + t.getMessage() + " is unknown; is there a network?"
                        : t.getMessage())
                .orElse(String.valueOf(e));
    }
}
