package dev.espalier.kernel.tool.maven;

import java.io.File;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Properties;
import org.apache.maven.settings.Mirror;
import org.apache.maven.settings.Profile;
import org.apache.maven.settings.Proxy;
import org.apache.maven.settings.Repository;
import org.apache.maven.settings.RepositoryPolicy;
import org.apache.maven.settings.Server;
import org.apache.maven.settings.Settings;
import org.apache.maven.settings.building.DefaultSettingsBuilderFactory;
import org.apache.maven.settings.building.DefaultSettingsBuildingRequest;
import org.apache.maven.settings.building.SettingsBuildingException;
import org.apache.maven.settings.crypto.DefaultSettingsDecrypter;
import org.apache.maven.settings.crypto.DefaultSettingsDecryptionRequest;
import org.apache.maven.settings.crypto.SettingsDecryptionResult;
import org.eclipse.aether.repository.AuthenticationSelector;
import org.eclipse.aether.repository.MirrorSelector;
import org.eclipse.aether.repository.ProxySelector;
import org.eclipse.aether.repository.RemoteRepository;
import org.eclipse.aether.util.repository.AuthenticationBuilder;
import org.eclipse.aether.util.repository.DefaultAuthenticationSelector;
import org.eclipse.aether.util.repository.DefaultMirrorSelector;
import org.eclipse.aether.util.repository.DefaultProxySelector;
import org.sonatype.plexus.components.cipher.DefaultPlexusCipher;
import org.sonatype.plexus.components.sec.dispatcher.DefaultSecDispatcher;

/** What the user has told Maven in {@code ~/.m2/settings.xml}, and Maven's administrator in its own. */
final class MavenSettings {

    private final Settings settings;
    private final List<Server> servers;
    private final List<Proxy> proxies;

    private MavenSettings(Settings settings, SettingsDecryptionResult decrypted) {
        this.settings = settings;
        this.servers = decrypted.getServers();
        this.proxies = decrypted.getProxies();
    }

    /** Those of this user and machine. */
    static MavenSettings read() {
        Path home = Path.of(System.getProperty("user.home"), ".m2");
        Path user = Path.of(System.getProperty(
                "maven.settings", home.resolve("settings.xml").toString()));
        String maven = System.getenv("MAVEN_HOME");
        Path global = maven == null ? Path.of("/etc/maven/settings.xml") : Path.of(maven, "conf", "settings.xml");
        return read(user, global);
    }

    /** @throws IllegalArgumentException if a file is no settings of Maven */
    static MavenSettings read(Path user, Path global) {
        DefaultSettingsBuildingRequest request = new DefaultSettingsBuildingRequest();
        request.setUserSettingsFile(existing(user)).setGlobalSettingsFile(existing(global));
        Properties system = new Properties();
        system.putAll(System.getProperties());
        System.getenv().forEach((name, value) -> system.setProperty("env." + name, value));
        request.setSystemProperties(system);
        Settings settings;
        try {
            settings = new DefaultSettingsBuilderFactory()
                    .newInstance()
                    .build(request)
                    .getEffectiveSettings();
        } catch (SettingsBuildingException e) {
            throw new IllegalArgumentException(
                    "the settings of Maven cannot be read: "
                            + e.getMessage().lines().findFirst().orElse(""),
                    e);
        }
        DefaultSecDispatcher passwords = new DefaultSecDispatcher(new DefaultPlexusCipher());
        passwords.setConfigurationFile(Path.of(System.getProperty("user.home"), ".m2", "settings-security.xml")
                .toString());
        return new MavenSettings(
                settings,
                new DefaultSettingsDecrypter(passwords).decrypt(new DefaultSettingsDecryptionRequest(settings)));
    }

    private static File existing(Path file) {
        return Files.isRegularFile(file) ? file.toFile() : null;
    }

    Path localRepository() {
        String set = System.getProperty("maven.repo.local", settings.getLocalRepository());
        return set != null ? Path.of(set) : Path.of(System.getProperty("user.home"), ".m2", "repository");
    }

    boolean offline() {
        return settings.isOffline();
    }

    /** The repositories of the profiles that are active. */
    List<RemoteRepository> repositories() {
        List<RemoteRepository> all = new ArrayList<>();
        for (Profile profile : settings.getProfiles()) {
            boolean active = settings.getActiveProfiles().contains(profile.getId())
                    || profile.getActivation() != null
                            && profile.getActivation().isActiveByDefault();
            if (active) {
                profile.getRepositories().forEach(repository -> all.add(remote(repository)));
            }
        }
        return all;
    }

    private static RemoteRepository remote(Repository repository) {
        return new RemoteRepository.Builder(repository.getId(), "default", repository.getUrl())
                .setReleasePolicy(policy(repository.getReleases()))
                .setSnapshotPolicy(policy(repository.getSnapshots()))
                .build();
    }

    private static org.eclipse.aether.repository.RepositoryPolicy policy(RepositoryPolicy set) {
        return set == null
                ? new org.eclipse.aether.repository.RepositoryPolicy()
                : new org.eclipse.aether.repository.RepositoryPolicy(
                        set.isEnabled(),
                        set.getUpdatePolicy() == null ? "daily" : set.getUpdatePolicy(),
                        set.getChecksumPolicy() == null ? "warn" : set.getChecksumPolicy());
    }

    MirrorSelector mirrors() {
        DefaultMirrorSelector selector = new DefaultMirrorSelector();
        for (Mirror mirror : settings.getMirrors()) {
            selector.add(
                    mirror.getId(),
                    mirror.getUrl(),
                    mirror.getLayout(),
                    false,
                    mirror.isBlocked(),
                    mirror.getMirrorOf(),
                    mirror.getMirrorOfLayouts());
        }
        return selector;
    }

    ProxySelector proxies() {
        DefaultProxySelector selector = new DefaultProxySelector();
        for (Proxy proxy : proxies) {
            if (proxy.isActive()) {
                AuthenticationBuilder login = new AuthenticationBuilder();
                login.addUsername(proxy.getUsername()).addPassword(proxy.getPassword());
                selector.add(
                        new org.eclipse.aether.repository.Proxy(
                                proxy.getProtocol(), proxy.getHost(), proxy.getPort(), login.build()),
                        proxy.getNonProxyHosts());
            }
        }
        return selector;
    }

    AuthenticationSelector logins() {
        DefaultAuthenticationSelector selector = new DefaultAuthenticationSelector();
        for (Server server : servers) {
            AuthenticationBuilder login = new AuthenticationBuilder();
            login.addUsername(server.getUsername()).addPassword(server.getPassword());
            login.addPrivateKey(server.getPrivateKey(), server.getPassphrase());
            selector.add(server.getId(), login.build());
        }
        return selector;
    }
}
