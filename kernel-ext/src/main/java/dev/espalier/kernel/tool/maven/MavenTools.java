package dev.espalier.kernel.tool.maven;

import dev.espalier.kernel.magic.Arguments;
import dev.espalier.kernel.magic.Context;
import dev.espalier.kernel.magic.Kind;
import dev.espalier.kernel.magic.Kinds;
import dev.espalier.kernel.magic.Magic;
import dev.espalier.kernel.magic.Parameter;
import dev.espalier.kernel.magic.Schema;
import dev.espalier.kernel.tool.maven.Resolver.Resolved;
import java.io.IOException;
import java.net.URI;
import java.net.URISyntaxException;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.function.Supplier;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import org.eclipse.aether.artifact.Artifact;
import org.eclipse.aether.repository.RemoteRepository;

/** {@code %maven}. Older kernels for Java call it {@code %addMavenDependencies}. */
public final class MavenTools {

    private final Supplier<MavenSettings> settings;
    private final List<RemoteRepository> repositories = new ArrayList<>();
    private final Parameter<List<Coordinates>> artifacts;
    private final Parameter<List<Coordinates>> exclude;

    private static final Parameter<List<RemoteRepository>> REPO = Parameter.option(
            "repo",
            Kinds.list(Kinds.read("URL", "the address of a repository, [ID=]URL", MavenTools::repository)),
            "one more repository, asked before Maven Central; kept for the session");
    private static final Parameter<Boolean> OFFLINE = Parameter.flag(
                    "offline", "takes only what the local repository has")
            .letter("o");
    private static final Parameter<Boolean> UPDATE = Parameter.flag(
                    "update", "asks again for snapshots and for what was not found before")
            .letter("U");
    private static final Parameter<Boolean> ALONE =
            Parameter.flag("no-transitive", "without what the artifacts need themselves");
    private static final Parameter<String> SCOPE = Parameter.option(
                    "scope", Kinds.choice(List.of("compile", "runtime", "test")), "which of their dependencies")
            .orElse("runtime");
    private static final Parameter<Boolean> DRY =
            Parameter.flag("dry-run", "only finds the artifacts; the class path stays as it is");
    private static final Pattern VERSIONED = Pattern.compile("(.+)-(\\d[\\w.+-]*)\\.jar");

    private MavenTools(Supplier<MavenSettings> settings) {
        this.settings = settings;
        Kind<Coordinates> kind = new CoordinatesKind(() -> settings.get().localRepository());
        this.artifacts = Parameter.words("artifacts", kind, "what to add; without a version the newest release")
                .atLeastOne();
        this.exclude = Parameter.option(
                "exclude",
                Kinds.list(Kinds.read("GROUP:ARTIFACT", "group:artifact, * for all", Coordinates::parse)),
                "what is not wanted among the dependencies");
    }

    /** The magics, by the settings of this user. */
    public static List<Magic> all() {
        return all(MavenSettings::read);
    }

    static List<Magic> all(Supplier<MavenSettings> settings) {
        MavenTools tools = new MavenTools(settings);
        Schema schema = Schema.line(
                        "maven",
                        "lets cells use artifacts of Maven repositories and what they need",
                        Resolution.class,
                        tools.artifacts,
                        REPO,
                        tools.exclude,
                        SCOPE,
                        OFFLINE,
                        UPDATE,
                        ALONE,
                        DRY)
                .examples(
                        "%maven org.apache.commons:commons-math3:3.6.1",
                        "%maven com.google.guava:guava --exclude com.google.code.findbugs:jsr305",
                        "%maven com.acme:tools:1.2 --repo https://repo.acme.com/maven");
        return List.of(
                Magic.of(schema, tools::run),
                Magic.of(schema.calledAs("addMavenDependencies", "is %maven"), tools::run),
                Magic.of(schema.calledAs("addMavenDependency", "is %maven"), tools::run));
    }

    private Resolution run(Arguments arguments, Context context) throws IOException {
        arguments.find(REPO).ifPresent(more -> more.forEach(this::remember));
        Resolver resolver =
                new Resolver(settings.get(), arguments.get(OFFLINE), arguments.get(UPDATE), List.copyOf(repositories));
        List<Resolved> found = resolver.resolve(
                new Resolver.Wanted(
                        arguments.get(artifacts),
                        arguments.get(SCOPE),
                        !arguments.get(ALONE),
                        arguments.find(exclude).orElse(List.of())),
                context.progress(),
                context.cancellation());
        List<Path> present = context.workspace().java().classPath();
        List<Path> fresh = new ArrayList<>();
        List<Resolution.Found> notes = new ArrayList<>();
        for (Resolved each : found) {
            String note = note(each, present);
            if (note.equals("added") && arguments.get(DRY)) {
                note = "not added";
            } else if (note.equals("added")) {
                fresh.add(each.file());
            }
            notes.add(new Resolution.Found(name(each.artifact()), each.file(), each.asked(), note));
        }
        context.workspace().java().addToClassPath(fresh);
        return new Resolution(notes);
    }

    private void remember(RemoteRepository repository) {
        repositories.removeIf(known -> known.getId().equals(repository.getId()));
        repositories.add(repository);
    }

    /** The classes this kernel started with come before all that is added: a second version would only half replace them. */
    private static String note(Resolved each, List<Path> present) {
        if (present.contains(each.file())) {
            return "already there";
        }
        if (!each.artifact().getExtension().equals("jar")) {
            return "no jar, not added";
        }
        Optional<String> other = present.stream()
                .map(path -> VERSIONED.matcher(path.getFileName().toString()))
                .filter(Matcher::matches)
                .filter(name -> name.group(1).equals(each.artifact().getArtifactId()))
                .filter(name -> each.artifact().getClassifier().isEmpty())
                .map(name -> name.group(2))
                .findFirst();
        if (other.isEmpty()) {
            return "added";
        }
        return other.get().equals(each.artifact().getVersion())
                ? "already there"
                : "not added: version " + other.get() + " is in use; restart the kernel to use another one";
    }

    private static String name(Artifact artifact) {
        String classifier = artifact.getClassifier().isEmpty() ? "" : ":" + artifact.getClassifier();
        return artifact.getGroupId() + ":" + artifact.getArtifactId() + classifier + ":" + artifact.getVersion();
    }

    private static RemoteRepository repository(String word) {
        int equals = word.indexOf('=');
        boolean named = equals > 0 && word.substring(0, equals).matches("[\\w.-]+");
        String url = named ? word.substring(equals + 1) : word;
        try {
            URI uri = new URI(url);
            if (uri.getScheme() == null) {
                throw new URISyntaxException(url, "it has no scheme such as https");
            }
            String host = uri.getHost() == null ? "file" : uri.getHost();
            String id = named ? word.substring(0, equals) : host + "-" + Integer.toHexString(url.hashCode());
            return new RemoteRepository.Builder(id, "default", url).build();
        } catch (URISyntaxException e) {
            throw new IllegalArgumentException("'" + word + "' is no address of a repository: " + e.getReason(), e);
        }
    }
}
