package dev.espalier.kernel.tool.maven;

import dev.espalier.model.Nearest;
import dev.espalier.progress.Cancellation;
import dev.espalier.progress.Progress;
import java.io.IOException;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.concurrent.CancellationException;
import java.util.stream.Collectors;
import org.eclipse.aether.DefaultRepositorySystemSession;
import org.eclipse.aether.RepositoryException;
import org.eclipse.aether.RepositorySystem;
import org.eclipse.aether.RepositorySystemSession.CloseableSession;
import org.eclipse.aether.RepositorySystemSession.SessionBuilder;
import org.eclipse.aether.artifact.Artifact;
import org.eclipse.aether.collection.CollectRequest;
import org.eclipse.aether.graph.Dependency;
import org.eclipse.aether.graph.DependencyNode;
import org.eclipse.aether.graph.Exclusion;
import org.eclipse.aether.repository.RemoteRepository;
import org.eclipse.aether.repository.RepositoryPolicy;
import org.eclipse.aether.resolution.ArtifactRequest;
import org.eclipse.aether.resolution.ArtifactResult;
import org.eclipse.aether.resolution.VersionRangeRequest;
import org.eclipse.aether.resolution.VersionRangeResult;
import org.eclipse.aether.supplier.RepositorySystemSupplier;
import org.eclipse.aether.supplier.SessionBuilderSupplier;
import org.eclipse.aether.util.graph.visitor.NodeListGenerator;
import org.eclipse.aether.util.graph.visitor.PreorderDependencyNodeConsumerVisitor;

/**
 * Finds artifacts and what they need, as Maven does: in the local repository, then in the remote ones, by the user's
 * settings.
 *
 * @param offline whether only the local repository is asked
 * @param update whether what was not found, or is a snapshot, is asked for again
 * @param more repositories beside Maven Central and those of the settings
 */
record Resolver(MavenSettings settings, boolean offline, boolean update, List<RemoteRepository> more) {

    static final RemoteRepository CENTRAL = new RemoteRepository.Builder(
                    "central", "default", "https://repo.maven.apache.org/maven2")
            .setSnapshotPolicy(new RepositoryPolicy(false, null, null))
            .build();

    /** Scopes to those of the dependencies they need. */
    private static final Map<String, Set<String>> SCOPES = Map.of(
            "compile", Set.of("compile", "provided", "system"),
            "runtime", Set.of("compile", "runtime"),
            "test", Set.of("compile", "provided", "runtime", "system", "test"));

    /**
     * What is asked for.
     *
     * @param transitive whether what they need is wanted too
     * @param exclusions {@code group:artifact}; {@code *} stands for all
     */
    record Wanted(List<Coordinates> artifacts, String scope, boolean transitive, List<Coordinates> exclusions) {}

    /**
     * An artifact and its file.
     *
     * @param asked whether it was asked for by name
     */
    record Resolved(Artifact artifact, Path file, boolean asked) {}

    /** @throws IOException in one sentence, if one of them is nowhere to be had */
    List<Resolved> resolve(Wanted wanted, Progress progress, Cancellation cancellation) throws IOException {
        RepositorySystem system = new RepositorySystemSupplier().get();
        SessionBuilder builder = new SessionBuilderSupplier(system)
                .get()
                .withLocalRepositoryBaseDirectories(settings.localRepository())
                .setOffline(offline || settings.offline())
                .setMirrorSelector(settings.mirrors())
                .setProxySelector(settings.proxies())
                .setAuthenticationSelector(settings.logins())
                .setSystemProperties(System.getProperties());
        if (update) {
            builder.setUpdatePolicy(RepositoryPolicy.UPDATE_POLICY_ALWAYS);
        }
        try (CloseableSession session = builder.build()) {
            return new Search(system, session, repositories(system, session), progress, cancellation).resolve(wanted);
        } finally {
            system.shutdown();
        }
    }

    private List<RemoteRepository> repositories(RepositorySystem system, CloseableSession session) {
        List<RemoteRepository> all = new ArrayList<>(more);
        all.addAll(settings.repositories());
        if (all.stream().noneMatch(repository -> repository.getId().equals(CENTRAL.getId()))) {
            all.add(CENTRAL);
        }
        return system.newResolutionRepositories(session, all);
    }

    /** One search in one session of Maven's. */
    private record Search(
            RepositorySystem system,
            CloseableSession session,
            List<RemoteRepository> repositories,
            Progress progress,
            Cancellation cancellation) {

        List<Resolved> resolve(Wanted wanted) throws IOException {
            try {
                List<Artifact> asked = new ArrayList<>();
                for (Coordinates coordinates : wanted.artifacts) {
                    asked.add(coordinates.artifact(version(coordinates)));
                }
                List<Artifact> all = wanted.transitive ? withAllTheyNeed(asked, wanted) : asked;
                return fetched(all, asked);
            } catch (RepositoryException e) {
                if (cancellation.requested()) {
                    throw new CancellationException();
                }
                throw new IOException(sentence(e), e);
            }
        }

        private String version(Coordinates coordinates) throws IOException, RepositoryException {
            if (coordinates.version().isPresent() && coordinates.range().isEmpty()) {
                return coordinates.version().get();
            }
            String range = coordinates
                    .range()
                    .filter(r -> r.length() > 7 || !r.matches("[A-Z]+"))
                    .orElse("[0,)");
            VersionRangeResult found = versions(coordinates, range.matches("[A-Z]+") ? "[0,)" : range);
            List<String> releases = found.getVersions().stream()
                    .map(String::valueOf)
                    .filter(version -> !version.endsWith("-SNAPSHOT"))
                    .toList();
            if (releases.isEmpty()) {
                throw new IOException("there is no version of " + coordinates + where());
            }
            // Milestones and candidates only where there is nothing else.
            List<String> finals = releases.stream()
                    .filter(version ->
                            !version.matches("(?i).*[.-](alpha|beta|b|m|milestone|rc|cr|ea|pre|preview)[.-]?\\d*.*"))
                    .toList();
            List<String> best = finals.isEmpty() ? releases : finals;
            return best.get(best.size() - 1);
        }

        private VersionRangeResult versions(Coordinates coordinates, String range) throws RepositoryException {
            return system.resolveVersionRange(
                    session, new VersionRangeRequest(coordinates.artifact(range), repositories, null));
        }

        private List<Artifact> withAllTheyNeed(List<Artifact> asked, Wanted wanted) throws RepositoryException {
            List<Exclusion> exclusions = wanted.exclusions.stream()
                    .map(e -> new Exclusion(e.group(), e.artifact(), "*", "*"))
                    .toList();
            CollectRequest request = new CollectRequest();
            asked.forEach(artifact ->
                    request.addDependency(new Dependency(artifact, "compile", false).setExclusions(exclusions)));
            request.setRepositories(repositories);
            DependencyNode root = system.collectDependencies(session, request).getRoot();
            NodeListGenerator nodes = new NodeListGenerator();
            root.accept(new PreorderDependencyNodeConsumerVisitor(nodes));
            Set<String> scopes = SCOPES.get(wanted.scope);
            return nodes.getNodes().stream()
                    .filter(node -> node.getDependency() != null
                            && scopes.contains(node.getDependency().getScope()))
                    .map(DependencyNode::getArtifact)
                    .distinct()
                    .toList();
        }

        private List<Resolved> fetched(List<Artifact> all, List<Artifact> asked) throws RepositoryException {
            List<Resolved> resolved = new ArrayList<>();
            try (Downloads downloads = new Downloads(progress, all.size(), cancellation)) {
                DefaultRepositorySystemSession watched = new DefaultRepositorySystemSession(session);
                watched.setTransferListener(downloads);
                for (Artifact artifact : all) {
                    if (cancellation.requested()) {
                        throw new CancellationException();
                    }
                    ArtifactResult result =
                            system.resolveArtifact(watched, new ArtifactRequest(artifact, repositories, null));
                    Artifact found = result.getArtifact();
                    resolved.add(new Resolved(found, found.getPath(), isAsked(found, asked)));
                    downloads.arrived(resolved.size());
                }
            }
            return resolved;
        }

        private static boolean isAsked(Artifact artifact, List<Artifact> asked) {
            return asked.stream()
                    .anyMatch(a -> a.getGroupId().equals(artifact.getGroupId())
                            && a.getArtifactId().equals(artifact.getArtifactId()));
        }

        private String where() {
            if (session.isOffline()) {
                return " in the local repository, and this is offline";
            }
            return repositories.stream()
                    .map(RemoteRepository::getId)
                    .distinct()
                    .collect(Collectors.joining(", ", " in ", ""));
        }

        /** What is missing, and what there is instead. */
        private String sentence(RepositoryException e) {
            Optional<Artifact> missing = Missing.in(e);
            if (missing.isEmpty()) {
                return Missing.reason(e);
            }
            Artifact artifact = missing.get();
            String name = artifact.getGroupId() + ":" + artifact.getArtifactId();
            String what = "there is no " + name + ":" + artifact.getVersion() + where();
            if (Missing.unreachable(e)) {
                return "cannot get " + name + ":" + artifact.getVersion() + ": " + Missing.reason(e);
            }
            try {
                List<String> versions = versions(Coordinates.parse(name), "[0,)").getVersions().stream()
                        .map(String::valueOf)
                        .toList();
                if (versions.isEmpty()) {
                    return what;
                }
                String newest = versions.get(versions.size() - 1);
                return what + "; the newest version is " + newest
                        + Nearest.to(artifact.getVersion(), versions)
                                .filter(near -> !near.equals(newest))
                                .map(near -> ", the nearest " + near)
                                .orElse("");
            } catch (RepositoryException unknown) {
                return what;
            }
        }
    }
}
