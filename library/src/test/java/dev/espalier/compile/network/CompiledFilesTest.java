package dev.espalier.compile.network;

import static org.assertj.core.api.Assertions.assertThat;

import dev.espalier.compile.target.NeedsCompiler;
import dev.espalier.model.Model;
import dev.espalier.model.Seed;
import dev.espalier.onnx.Onnx;
import java.io.IOException;
import java.io.InputStream;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.random.RandomGenerator;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.ExtendWith;
import org.junit.jupiter.api.io.TempDir;
import org.nd4j.linalg.api.ndarray.INDArray;
import org.nd4j.linalg.factory.Nd4j;

/** Networks that people use, from their files to native code. */
@ExtendWith(NeedsCompiler.class)
class CompiledFilesTest {

    @TempDir
    private Path directory;

    @Test
    void aSentenceEncoderReadsWordsMasksAndTypes() throws IOException {
        Path file = directory.resolve("all-minilm-l6-v2.onnx");
        try (InputStream in = CompiledFilesTest.class.getResourceAsStream("/all-minilm-l6-v2.onnx")) {
            Files.copy(in, file);
        }
        Model model = Onnx.read(file).with("batch", 32).model();
        RandomGenerator random = new Seed(5).generator();
        float[] words = new float[32];
        float[] mask = new float[32];
        for (int i = 0; i < 32; i++) {
            words[i] = random.nextInt(30522);
            mask[i] = i < 20 ? 1 : 0;
        }
        INDArray[] inputs = model.graph().inputs().stream()
                .map(node -> switch (node.name()) {
                    case "input_ids" -> Nd4j.createFromArray(words).reshape(1, 32);
                    case "attention_mask" -> Nd4j.createFromArray(mask).reshape(1, 32);
                    default -> Nd4j.zeros(1, 32);
                })
                .toArray(INDArray[]::new);

        INDArray[] nothing = inputs.clone();
        for (int i = 0; i < nothing.length; i++) {
            if (model.graph().inputs().get(i).name().equals("attention_mask")) {
                nothing[i] = Nd4j.zeros(1, 32);
            }
        }
        try (CompiledModel compiled = Compile.here().apply(model)) {
            assertThat(compiled.judge(inputs).relative()).isLessThan(1e-4);
            assertThat(compiled.judge(nothing).relative())
                    .as("every score plus the lowest number there is")
                    .isLessThan(1e-4);
            assertThat(Profile.of(compiled).calls())
                    .filteredOn(call -> call.work().equals("attention"))
                    .as("one for each of its blocks")
                    .hasSize(6);
        }
    }
}
