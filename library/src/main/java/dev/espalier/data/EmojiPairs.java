package dev.espalier.data;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import dev.espalier.data.KnownFiles.Found;
import dev.espalier.data.KnownFiles.KnownFile;
import dev.espalier.model.Seed;
import dev.espalier.progress.Cancellation;
import dev.espalier.progress.Progress;
import java.io.IOException;
import java.net.URI;
import java.nio.file.Files;
import java.nio.file.Path;
import java.security.MessageDigest;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.stream.Stream;

/**
 * Emoji as Twitter draws them and as Google does: 3,786 pairs in colour, 64x64 on white, from the packages
 * {@code emoji-datasource-twitter} (pictures CC BY 4.0) and {@code emoji-datasource-google} (pictures Apache 2.0), version 16.0.0.
 * Of each, one sheet holds all pictures. The classes are Unicode's categories.
 */
public final class EmojiPairs {

    /** Part of the base emoji that are kept for testing, with all their skin tones. */
    private static final double TESTED = 0.2;

    private static final int SIDE = 64;
    /** A picture on a sheet has a border of one pixel all around. */
    private static final int STEP = SIDE + 2;

    private static final KnownFiles INDEX = file(
            "google",
            "",
            new KnownFile("emoji.json", "1d602e65be88772bf8cc368ce16b855d719eeddbafe128d471b80203f494d29f", 1_313_457));
    private static final KnownFiles TWITTER = file(
            "twitter",
            "img/twitter/sheets/",
            new KnownFile("64.png", "daa7711b29897de6bd811a4cfeae911d8d8baa7f7e25c97d9b64354ae425ff5c", 11_283_284));
    private static final KnownFiles GOOGLE = file(
            "google",
            "img/google/sheets/",
            new KnownFile("64.png", "795a0c598d162c9a4aae23f2188c607b8c9bc1912cb7d84382459f8de91a3ae1", 13_842_666));

    private EmojiPairs() {}

    /** One picture of each vendor: its row and column on the sheets, and what it shows. */
    private record Emoji(String image, int row, int column, String category, boolean tested) {}

    private static KnownFiles file(String vendor, String directory, KnownFile file) {
        String name = "emoji-datasource-" + vendor;
        return new KnownFiles(
                file.name() + " of " + name,
                name,
                List.of(file),
                Stream.of("https://cdn.jsdelivr.net/npm/", "https://unpkg.com/")
                        .map(host -> URI.create(host + name + "@16.0.0/" + directory))
                        .toList(),
                Optional.empty());
    }

    /** Where the files are on this machine, if all are; looks, but does not read. */
    public static Optional<Path> find(DataPlaces places) {
        return INDEX.findLocally(places)
                .filter(any -> TWITTER.findLocally(places).isPresent())
                .filter(any -> GOOGLE.findLocally(places).isPresent())
                .map(found -> found.directory().getParent());
    }

    /** Loads from the places of this process. */
    public static PairSplit load(Seed seed) {
        return load(seed, DataPlaces.system(), Progress.NONE, Cancellation.ON_INTERRUPT);
    }

    /**
     * Loads {@code emoji-datasource-google/emoji.json}, {@code emoji-datasource-google/64.png} and
     * {@code emoji-datasource-twitter/64.png} from the first place that has each, or downloads them. Google's emoji are the targets.
     *
     * @param seed decides which fifth of the base emoji is for testing; an emoji in another skin tone goes with its base
     * @throws DataException if a file is damaged, or the set cannot be had; the message lists the places
     * @throws java.util.concurrent.CancellationException if asked to stop while downloading
     */
    public static PairSplit load(Seed seed, DataPlaces places, Progress progress, Cancellation cancellation) {
        return load(
                seed,
                verified(INDEX, places, progress, cancellation),
                verified(TWITTER, places, progress, cancellation),
                verified(GOOGLE, places, progress, cancellation));
    }

    private static Path verified(KnownFiles file, DataPlaces places, Progress progress, Cancellation cancellation) {
        Found found = file.find(places, Download.standard(), progress, cancellation);
        file.verify(found);
        return found.files().values().iterator().next();
    }

    static PairSplit load(Seed seed, Path index, Path twitter, Path google) {
        List<Emoji> emoji = emoji(index, seed);
        Sheet inputs = Sheet.read(twitter);
        Sheet targets = Sheet.read(google);
        return new PairSplit(
                part("train", false, index, emoji, inputs, targets), part("test", true, index, emoji, inputs, targets));
    }

    private static List<Emoji> emoji(Path index, Seed seed) {
        try {
            JsonNode bases = new ObjectMapper().readTree(index.toFile());
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
            throw DataException.unreadable(index, damaged);
        }
    }

    private static void add(List<Emoji> emoji, JsonNode picture, JsonNode base, boolean tested) {
        if (picture.path("has_img_twitter").asBoolean()
                && picture.path("has_img_google").asBoolean()) {
            emoji.add(new Emoji(
                    picture.path("image").asText(),
                    picture.path("sheet_y").asInt(-1),
                    picture.path("sheet_x").asInt(-1),
                    base.path("category").asText(),
                    tested));
        }
    }

    private static ImagePairs part(
            String part, boolean tested, Path index, List<Emoji> all, Sheet inputs, Sheet targets) {
        List<String> categories =
                all.stream().map(Emoji::category).distinct().sorted().toList();
        List<Emoji> chosen =
                all.stream().filter(emoji -> emoji.tested == tested).toList();
        if (chosen.isEmpty()) {
            throw new DataException(index + " has no emoji to " + part);
        }
        return new ImagePairs(
                inputs.dataset("Twitter emoji " + part, chosen, categories),
                targets.dataset("Google emoji " + part, chosen, categories));
    }

    /** All pictures of a vendor, in rows and columns. */
    private record Sheet(Path file, Picture picture) {

        static Sheet read(Path file) {
            try {
                return new Sheet(file, Picture.decode(Files.readAllBytes(file), 3));
            } catch (IOException damaged) {
                throw DataException.unreadable(file, damaged);
            }
        }

        Dataset dataset(String name, List<Emoji> emoji, List<String> categories) {
            int length = 3 * SIDE * SIDE;
            byte[] pixels = new byte[emoji.size() * length];
            int[] labels = new int[emoji.size()];
            for (int i = 0; i < labels.length; i++) {
                copy(emoji.get(i), pixels, i * length);
                labels[i] = categories.indexOf(emoji.get(i).category);
            }
            MessageDigest digest = Sha256.digest();
            digest.update(pixels);
            Provenance provenance = Provenance.of(file.toString(), Map.of("pictures", Sha256.hex(digest)));
            return new Dataset(name, 3, SIDE, SIDE, pixels, labels, categories, provenance);
        }

        private void copy(Emoji emoji, byte[] pixels, int to) {
            int top = emoji.row * STEP + 1;
            int left = emoji.column * STEP + 1;
            if (emoji.row < 0 || emoji.column < 0 || top + SIDE > picture.height() || left + SIDE > picture.width()) {
                throw new DataException("%s has no row %d and column %d, where %s should be; it has %dx%d pixels"
                        .formatted(file, emoji.row, emoji.column, emoji.image, picture.height(), picture.width()));
            }
            for (int line = 0; line < 3 * SIDE; line++) {
                int from = ((line / SIDE) * picture.height() + top + line % SIDE) * picture.width() + left;
                System.arraycopy(picture.pixels(), from, pixels, to + line * SIDE, SIDE);
            }
        }
    }
}
