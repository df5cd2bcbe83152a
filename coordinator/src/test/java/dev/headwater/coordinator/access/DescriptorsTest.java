package dev.headwater.coordinator.access;

import static org.assertj.core.api.Assertions.assertThat;

import org.junit.jupiter.api.Test;

class DescriptorsTest {
  @Test
  void connectionsLeaveDescriptorsForFilesAndForTheOtherPort() {
    assertThat(Descriptors.connections(10_000, 700)).isEqualTo(270);
    assertThat(Descriptors.connections(10_000, 1 << 20)).isEqualTo(10_000);
    assertThat(Descriptors.connections(10_000, 64)).isEqualTo(16);
  }

  @Test
  void thisSystemLeavesRoomForSome() {
    assertThat(Descriptors.connections(10_000)).isBetween(16, 10_000);
  }
}
