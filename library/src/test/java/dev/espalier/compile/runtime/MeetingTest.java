package dev.espalier.compile.runtime;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;

class MeetingTest {

    private final ExecutorService threads = Executors.newFixedThreadPool(3);

    @AfterEach
    void stop() {
        threads.shutdownNow();
    }

    @Test
    void nobodyGoesOnBeforeAllAreThere() throws Exception {
        Meeting meeting = new Meeting(3);
        int[] counts = new int[3];
        List<Future<Boolean>> results = new ArrayList<>();
        for (int part = 0; part < 3; part++) {
            int own = part;
            results.add(threads.submit(() -> {
                boolean even = true;
                for (int turn = 1; turn <= 200; turn++) {
                    counts[own] = turn;
                    meeting.await();
                    even &= counts[0] == turn && counts[1] == turn && counts[2] == turn;
                    meeting.await();
                }
                return even;
            }));
        }
        for (Future<Boolean> result : results) {
            assertThat(result.get()).isTrue();
        }
    }

    @Test
    void oneThatFailsLetsTheOthersKnow() throws Exception {
        Meeting meeting = new Meeting(2);
        Future<?> other = threads.submit(meeting::await);
        meeting.fail(new ArithmeticException("division"));
        assertThatThrownBy(other::get).hasMessageContaining("the network failed", "division");
        assertThatThrownBy(meeting::await).isInstanceOf(IllegalStateException.class);
    }
}
