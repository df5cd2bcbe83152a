package dev.headwater.coordinator;

import static org.assertj.core.api.Assertions.assertThat;

import dev.headwater.coordinator.concurrent.FakeTimer;
import dev.headwater.files.UserDataException;
import dev.headwater.pki.PkiFolder;
import dev.headwater.pki.Role;
import java.nio.file.Path;
import java.time.Duration;
import java.time.InstantSource;
import java.util.ArrayList;
import java.util.Collection;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class PermitWatchTest {
  @TempDir Path here = Path.of("");

  @Test
  void namesThatCouldNotBeExpelledAreExpelledAtTheNextLook() {
    PkiFolder pki =
        PkiFolder.init(
            here.resolve("pki"), here.resolve("root"), List.of(), InstantSource.system());
    pki.issue("ann", Role.CLIENT, 1, Duration.ofDays(1), Duration.ofDays(1));
    FakeTimer timer = new FakeTimer();
    List<Collection<String>> looks = new ArrayList<>();
    new PermitWatch(
            pki,
            names -> {
              looks.add(names);
              if (looks.size() == 1) {
                throw new UserDataException("token: one cannot be read");
              }
            },
            timer)
        .start();
    pki.revoke("ann");
    for (int look = 0; look < 3; look++) {
      timer.advance(PermitWatch.PAUSE);
    }
    assertThat(looks).containsExactly(List.of("ann"), List.of("ann"));
  }
}
