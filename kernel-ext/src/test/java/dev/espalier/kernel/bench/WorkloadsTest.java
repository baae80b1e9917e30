package dev.espalier.kernel.bench;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatIllegalArgumentException;

import dev.espalier.model.Cost;
import dev.espalier.model.Seed;
import org.junit.jupiter.api.Test;

class WorkloadsTest {

    @Test
    void theReducedMobileNetHasTheSizeOfTheStudy() {
        assertThat(Cost.of(MobileNetLike.create(new Seed(1))).parameters()).isEqualTo(86_634);
    }

    @Test
    void anUnknownNetworkIsNamedWithTheNearest() {
        assertThatIllegalArgumentException()
                .isThrownBy(() -> Workloads.named("resnet2"))
                .withMessage("the bench has no network 'resnet2'; did you mean 'resnet20'?");
    }
}
