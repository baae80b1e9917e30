package dev.espalier.kernel.protocol;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.List;
import java.util.Random;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;

class ReplaysTest {

    private final Replays replays = new Replays();

    @Test
    void theLatestMessagesAreKnownAgainHoweverManyCameBefore() {
        Random random = new Random(3);
        List<String> signatures = Stream.generate(
                        () -> String.format("%016x%016x", random.nextLong(), random.nextLong()))
                .limit(200_000)
                .toList();
        assertThat(signatures).allMatch(replays::isNew);
        assertThat(signatures.subList(200_000 - (1 << 16), 200_000)).noneMatch(replays::isNew);
    }

    @Test
    void aSignatureOfZerosIsOneLikeOthers() {
        assertThat(replays.isNew("0".repeat(64))).isTrue();
        assertThat(replays.isNew("0".repeat(64))).isFalse();
    }
}
