package dev.headwater.coordinator.grpc;

import static org.assertj.core.api.Assertions.assertThat;

import dev.headwater.coordinator.concurrent.FakeTimer;
import io.netty.channel.embedded.EmbeddedChannel;
import org.junit.jupiter.api.Test;

class DoorkeeperTest {
  /** 700 silent connections took the last of 700 descriptors, and the run could not be written. */
  @Test
  void allAddressesTogetherHaveSoManyConnectionsAndFurtherOnesAreClosed() {
    var door = new Doorkeeper(1000, 2, new FakeTimer());
    var first = new EmbeddedChannel();
    assertThat(door.admits(first)).isTrue();
    assertThat(door.admits(new EmbeddedChannel())).isTrue();
    assertThat(door.admits(new EmbeddedChannel())).isFalse();
    var unused = first.close();
    assertThat(door.admits(new EmbeddedChannel())).isTrue();
  }
}
