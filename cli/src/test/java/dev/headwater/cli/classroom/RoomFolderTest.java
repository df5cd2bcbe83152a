package dev.headwater.cli.classroom;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.headwater.files.UserDataException;
import dev.headwater.pki.PkiFolder;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.PosixFilePermissions;
import java.security.cert.X509Certificate;
import java.util.List;
import java.util.Random;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class RoomFolderTest {
  private static final List<String> HOSTS = List.of("192.168.7.5");

  private final Path here;

  RoomFolderTest(@TempDir Path here) {
    this.here = here;
  }

  @Test
  void theNextLessonHasTheSameSecretsClassesAndCertificate() throws Exception {
    Path dir = here.resolve("room");
    String pupils;
    String teacher;
    X509Certificate root;
    try (RoomFolder first = RoomFolder.open(dir, "B12")) {
      first.classes(List.of("cat", "dog"));
      pupils = first.pupils();
      teacher = first.teacher();
      root = first.authority(HOSTS).root();
    }
    try (RoomFolder next = RoomFolder.open(dir, null)) {
      assertThat(next.name()).isEqualTo("B12");
      assertThat(next.classes()).containsExactly("cat", "dog");
      assertThat(next.pupils()).isEqualTo(pupils).isNotEqualTo(next.teacher());
      assertThat(next.teacher()).isEqualTo(teacher).hasSizeGreaterThan(20);
      assertThat(next.authority(HOSTS).root()).isEqualTo(root);
    }
    assertThat(
            PosixFilePermissions.toString(Files.getPosixFilePermissions(dir.resolve("room.json"))))
        .isEqualTo("rw-------");
  }

  @Test
  void theRootsKeyIsThrownAwayAndItVouchesForLocalNetworksAlone() throws Exception {
    try (RoomFolder room = RoomFolder.open(here.resolve("room"), null)) {
      PkiFolder authority = room.authority(HOSTS);
      assertThat(authority.root().getExtensionValue("2.5.29.30"))
          .as("name constraints")
          .isNotNull();
      assertThat(authority.root().getCriticalExtensionOIDs()).contains("2.5.29.30");
      authority.server(HOSTS);
    }
    try (var all = Files.walk(here)) {
      assertThat(all.map(file -> file.getFileName().toString())).doesNotContain("root.key");
    }
  }

  @Test
  void theFolderOfAnotherRoomIsRefused() {
    RoomFolder.open(here.resolve("room"), "B12").close();
    assertThatThrownBy(() -> RoomFolder.open(here.resolve("room"), "C3"))
        .isInstanceOf(UserDataException.class)
        .hasMessageContaining("is the folder of room B12");
  }

  @Test
  void aFolderThatIsNoRoomsIsLeftAlone() throws Exception {
    Files.writeString(here.resolve("thesis.txt"), "dear");
    assertThatThrownBy(() -> RoomFolder.open(here, null))
        .isInstanceOf(UserDataException.class)
        .hasMessageContaining("is no classroom's folder, and not empty");
    assertThat(here).isDirectoryContaining(file -> file.endsWith("thesis.txt"));
    assertThat(here.resolve("room.json")).doesNotExist();
  }

  @Test
  void twoLessonsAtOnceInARoomAreRefused() {
    try (RoomFolder first = RoomFolder.open(here.resolve("room"), null)) {
      assertThatThrownBy(() -> RoomFolder.open(here.resolve("room"), null))
          .isInstanceOf(UserDataException.class)
          .hasMessageContaining("another 'headwater classroom' has");
    }
  }

  @Test
  void aDamagedFileIsNamedAndNotWrittenOver() throws Exception {
    Path dir = here.resolve("room");
    RoomFolder.open(dir, null).close();
    for (String text :
        List.of(
            "",
            "{",
            "{\"format\":1}",
            "{\"format\":1,\"name\":\"a\",\"pupils\":\"x\",\"teacher\":\"x\"}")) {
      Files.writeString(dir.resolve("room.json"), text);
      assertThatThrownBy(() -> RoomFolder.open(dir, null))
          .as(text)
          .isInstanceOf(UserDataException.class)
          .hasMessageContaining("room.json");
      assertThat(dir.resolve("room.json")).hasContent(text);
    }
  }

  @Test
  void damagedCertificatesAreToldWithTheWayOut() throws Exception {
    try (RoomFolder room = RoomFolder.open(here.resolve("room"), null)) {
      room.authority(HOSTS);
      Path key = here.resolve("room").resolve("ca").resolve("intermediate.key");
      Files.writeString(key, "not a key");
      assertThatThrownBy(() -> room.authority(HOSTS))
          .isInstanceOf(UserDataException.class)
          .hasMessageContaining("move it away: the next start makes another certificate");
    }
  }

  @Test
  void aRunsNameIsTwoWordsThatNoOtherRunHas() throws Exception {
    Random random = new Random(7);
    for (int i = 0; i < 100; i++) {
      String name = RunName.fresh(here, random);
      assertThat(name).matches("[a-z]+-[a-z]+");
      Files.createDirectory(here.resolve(name)); // fails where it is there
    }
  }
}
