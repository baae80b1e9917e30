package dev.espalier.kernel.bench;

import java.util.Locale;

/** A program of others that runs networks. */
public enum Peer {
    /** By the model's ONNX file. */
    ONNX_RUNTIME(
            "ONNX Runtime",
            "onnxruntime",
            InferenceFiles.ONNX,
            "com.microsoft.onnxruntime:onnxruntime",
            "ai.onnxruntime.OrtSession"),
    /** With XNNPACK, by a file in its own format. */
    TFLITE(
            "TensorFlow Lite",
            "tflite",
            InferenceFiles.TFLITE,
            "org.bytedeco:tensorflow-lite",
            "org.bytedeco.tensorflowlite.Interpreter");

    private final String title;
    private final String word;
    private final String format;
    private final String artefact;
    private final String mainClass;

    Peer(String title, String word, String format, String artefact, String mainClass) {
        this.title = title;
        this.word = word;
        this.format = format;
        this.artefact = artefact;
        this.mainClass = mainClass;
    }

    /** Its name. */
    public String title() {
        return title;
    }

    /** Its name as users write it. */
    public String word() {
        return word;
    }

    String format() {
        return format;
    }

    /** What its process is asked for. */
    String argument() {
        return name().toLowerCase(Locale.ROOT).replace('_', '-');
    }

    /** Whether its jar is on the class path. */
    public boolean isPresent() {
        try {
            Class.forName(mainClass, false, Peer.class.getClassLoader());
            return true;
        } catch (ClassNotFoundException | LinkageError missing) {
            return false;
        }
    }

    String absence() {
        return "it is not on the class path; " + artefact + " brings it";
    }
}
