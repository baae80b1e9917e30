package dev.espalier.data;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.espalier.model.Seed;
import java.util.ArrayList;
import java.util.Collections;
import java.util.Iterator;
import java.util.List;
import java.util.NoSuchElementException;
import org.junit.jupiter.api.Test;

class PrefetchTest {

    private static final Batches BATCHES = Batches.shuffled(Samples.numbered(50, 7), 8, new Seed(42));

    /** A pass that remembers what it drew, and fails where told to. */
    private static final class Recorded implements Iterable<Batch> {

        final List<Batch> drawn = Collections.synchronizedList(new ArrayList<>());
        final int failAt;

        Recorded(int failAt) {
            this.failAt = failAt;
        }

        @Override
        public Iterator<Batch> iterator() {
            Iterator<Batch> pass = BATCHES.epoch(0).iterator();
            return new Iterator<>() {
                @Override
                public boolean hasNext() {
                    return pass.hasNext();
                }

                @Override
                public Batch next() {
                    if (drawn.size() == failAt) {
                        throw new DataException("image 17 cannot be read");
                    }
                    drawn.add(pass.next());
                    return drawn.get(drawn.size() - 1);
                }
            };
        }
    }

    @Test
    void givesTheSameBatchesInTheSameOrder() {
        try (Prefetch pass = Prefetch.of(BATCHES.epoch(3, 2))) {
            for (Batch expected : BATCHES.epoch(3, 2)) {
                try (Batch batch = pass.next()) {
                    assertThat(batch.index()).isEqualTo(expected.index());
                    assertThat(batch.positions()).isEqualTo(expected.positions());
                    assertThat(batch.images()).isEqualTo(expected.images());
                    assertThat(batch.labels()).isEqualTo(expected.labels());
                }
            }
            assertThat(pass.hasNext()).isFalse();
            assertThatThrownBy(pass::next).isInstanceOf(NoSuchElementException.class);
        }
    }

    @Test
    void closingHalfWayFreesWhatNobodyTook() {
        Recorded source = new Recorded(-1);
        Prefetch pass = Prefetch.of(source);
        Batch mine = pass.next();
        assertThat(pass.hasNext()).isTrue();
        pass.close();
        pass.close();
        assertThat(source.drawn).hasSizeBetween(2, 5);
        assertThat(mine.images().wasClosed()).isFalse();
        assertThat(source.drawn.subList(1, source.drawn.size()))
                .allMatch(batch -> batch.images().wasClosed());
        assertThat(pass.hasNext()).isFalse();
        mine.close();
    }

    @Test
    void aFailureComesAtItsPlaceAndStays() {
        try (Prefetch pass = Prefetch.of(new Recorded(2))) {
            pass.next().close();
            pass.next().close();
            assertThatThrownBy(pass::hasNext).hasMessage("image 17 cannot be read");
            assertThatThrownBy(pass::next).isInstanceOf(DataException.class);
        }
    }

    @Test
    void anInterruptLosesNothingAndIsKept() {
        Thread.currentThread().interrupt();
        int images = 0;
        try (Prefetch pass = Prefetch.of(BATCHES.epoch(0))) {
            while (pass.hasNext()) {
                try (Batch batch = pass.next()) {
                    images += batch.size();
                }
            }
        }
        assertThat(Thread.interrupted()).isTrue();
        assertThat(images).isEqualTo(50);
    }
}
