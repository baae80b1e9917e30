package dev.espalier.data;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import dev.espalier.data.ImageFolder.Size;
import dev.espalier.data.KnownFiles.Found;
import dev.espalier.data.KnownFiles.KnownFile;
import dev.espalier.model.Seed;
import dev.espalier.progress.Cancellation;
import dev.espalier.progress.Progress;
import java.io.IOException;
import java.net.URI;
import java.nio.file.Path;
import java.security.MessageDigest;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;

/**
 * Emoji as Twitter draws them and as Google does: 3,786 pairs in colour, 64x64 on white, from the packages
 * {@code emoji-datasource-twitter} (pictures CC BY 4.0) and {@code emoji-datasource-google} (pictures Apache 2.0), version 16.0.0.
 * The classes are Unicode's categories.
 */
public final class EmojiPairs {

    /** Part of the base emoji that are kept for testing, with all their skin tones. */
    private static final double TESTED = 0.2;

    private static final Size SIZE = new Size(64, 64);
    private static final String INDEX = "package/emoji.json";

    private static final KnownFiles TWITTER =
            archive("twitter", "f64a530c63bca463bd8317fdc4615ce63a53a0c65018e4ce2d848aaba7a28877", 61_683_754);
    private static final KnownFiles GOOGLE =
            archive("google", "fb5fd131b362aab7a55542d2a147a79708cce0a8b1c1bbacd470172708b5c438", 74_344_091);

    private EmojiPairs() {}

    /** One picture of each vendor: where it is, and what it shows. */
    private record Emoji(String image, String category, boolean tested) {}

    private static KnownFiles archive(String vendor, String sha256, long bytes) {
        String name = "emoji-datasource-" + vendor;
        return new KnownFiles(
                "the emoji of " + name,
                "emoji",
                List.of(KnownFile.asPublished(name + "-16.0.0.tgz", sha256, bytes)),
                List.of(URI.create("https://registry.npmjs.org/" + name + "/-/")),
                Optional.empty());
    }

    /** Where the archives are on this machine, if both are; looks, but does not read. */
    public static Optional<Path> find(DataPlaces places) {
        return TWITTER.findLocally(places)
                .filter(any -> GOOGLE.findLocally(places).isPresent())
                .map(Found::directory);
    }

    /** Loads from the places of this process. */
    public static PairSplit load(Seed seed) {
        return load(seed, DataPlaces.system(), Progress.NONE, Cancellation.ON_INTERRUPT);
    }

    /**
     * Loads both archives ({@code emoji/emoji-datasource-twitter-16.0.0.tgz} and the other) from the first place that has them,
     * or downloads them. Google's emoji are the targets.
     *
     * @param seed decides which fifth of the base emoji is for testing; an emoji in another skin tone goes with its base
     * @throws DataException if a file is damaged, or the set cannot be had; the message lists the places
     * @throws java.util.concurrent.CancellationException if asked to stop while downloading
     */
    public static PairSplit load(Seed seed, DataPlaces places, Progress progress, Cancellation cancellation) {
        Found twitter = TWITTER.find(places, Download.standard(), progress, cancellation);
        Found google = GOOGLE.find(places, Download.standard(), progress, cancellation);
        TWITTER.verify(twitter);
        GOOGLE.verify(google);
        return load(
                seed,
                twitter.files().values().iterator().next(),
                google.files().values().iterator().next());
    }

    static PairSplit load(Seed seed, Path twitter, Path google) {
        Map<String, byte[]> inputs = pictures(twitter, "twitter");
        Map<String, byte[]> targets = pictures(google, "google");
        List<Emoji> emoji = index(inputs, twitter, seed);
        return new PairSplit(
                part("train", false, emoji, inputs, twitter, targets, google),
                part("test", true, emoji, inputs, twitter, targets, google));
    }

    private static Map<String, byte[]> pictures(Path archive, String vendor) {
        String folder = "package/img/" + vendor + "/64/";
        Map<String, byte[]> found = new LinkedHashMap<>();
        TarArchive.read(archive, name -> name.equals(INDEX) || name.startsWith(folder))
                .forEach((name, bytes) -> found.put(name.replace(folder, ""), bytes));
        return found;
    }

    private static List<Emoji> index(Map<String, byte[]> files, Path archive, Seed seed) {
        try {
            JsonNode bases = new ObjectMapper()
                    .readTree(Optional.ofNullable(files.get(INDEX))
                            .orElseThrow(() -> new DataException(archive + " has no " + INDEX)));
            int[] order = seed.permutation(bases.size());
            List<Emoji> emoji = new ArrayList<>();
            for (int i = 0; i < bases.size(); i++) {
                JsonNode base = bases.get(i);
                boolean tested = order[i] < TESTED * bases.size();
                add(emoji, base, base, tested);
                base.path("skin_variations").forEach(variation -> add(emoji, variation, base, tested));
            }
            return emoji;
        } catch (IOException damaged) {
            throw new DataException(INDEX + " of " + archive + " cannot be read: " + damaged.getMessage(), damaged);
        }
    }

    private static void add(List<Emoji> emoji, JsonNode picture, JsonNode base, boolean tested) {
        if (picture.path("has_img_twitter").asBoolean()
                && picture.path("has_img_google").asBoolean()) {
            emoji.add(new Emoji(
                    picture.path("image").asText(), base.path("category").asText(), tested));
        }
    }

    private static ImagePairs part(
            String part,
            boolean tested,
            List<Emoji> all,
            Map<String, byte[]> inputs,
            Path twitter,
            Map<String, byte[]> targets,
            Path google) {
        List<String> categories =
                all.stream().map(Emoji::category).distinct().sorted().toList();
        List<Emoji> chosen =
                all.stream().filter(emoji -> emoji.tested == tested).toList();
        if (chosen.isEmpty()) {
            throw new DataException(INDEX + " of " + twitter + " has no emoji to " + part);
        }
        return new ImagePairs(
                dataset("Twitter emoji " + part, chosen, categories, inputs, twitter),
                dataset("Google emoji " + part, chosen, categories, targets, google));
    }

    private static Dataset dataset(
            String name, List<Emoji> emoji, List<String> categories, Map<String, byte[]> files, Path archive) {
        int length = 3 * SIZE.height() * SIZE.width();
        byte[] pixels = new byte[emoji.size() * length];
        int[] labels = new int[emoji.size()];
        MessageDigest digest = Sha256.digest();
        for (int i = 0; i < labels.length; i++) {
            String image = emoji.get(i).image;
            byte[] file = files.get(image);
            if (file == null) {
                throw new DataException(archive + " has no picture " + image);
            }
            digest.update(file);
            try {
                System.arraycopy(Picture.decode(file, 3).resized(3, SIZE), 0, pixels, i * length, length);
            } catch (IOException corrupt) {
                throw new DataException(image + " of " + archive + " cannot be read: " + corrupt.getMessage(), corrupt);
            }
            labels[i] = categories.indexOf(emoji.get(i).category);
        }
        Provenance provenance = Provenance.of(archive.toString(), Map.of("pictures", Sha256.hex(digest)));
        return new Dataset(name, 3, SIZE.height(), SIZE.width(), pixels, labels, categories, provenance);
    }
}
