package dev.headwater.vision.sources;

import static java.util.Objects.requireNonNull;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.headwater.files.UserDataException;
import dev.headwater.vision.data.Origin;
import dev.headwater.vision.data.Picture;
import dev.headwater.vision.data.PictureSet;
import dev.headwater.vision.data.demo.Painter;
import dev.headwater.vision.sources.folder.FolderLayout;
import java.io.IOException;
import java.security.MessageDigest;
import java.security.NoSuchAlgorithmException;
import java.util.HashMap;
import java.util.HexFormat;
import java.util.List;
import java.util.Map;
import java.util.NavigableSet;
import java.util.TreeSet;
import java.util.function.Function;
import java.util.stream.Collectors;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

class DemoPicturesTest {

  @Test
  void defaultSetHasItsDocumentedShape() {
    PictureSet set = PictureSets.open("demo");

    assertThat(set.labels()).hasSize(10).isSorted();
    assertThat(set.train()).hasSize(6000);
    assertThat(set.test()).hasSize(1000);
    assertThat(users(set.train())).hasSize(60).first().isEqualTo("client-000");
    assertThat(users(set.train()).last()).isEqualTo("client-059");
    assertThat(users(set.test())).hasSize(20).noneMatch(users(set.train())::contains);
    assertThat(counts(set.train(), Picture::label).values()).hasSize(10).allMatch(n -> n > 300);
    assertThat(counts(set.test(), Picture::label).values()).containsOnly(100L);
    assertThat(set.train()).isEqualTo(FolderLayout.ordered(set.train(), set.labels()));
    assertThat(set.train().stream().map(Picture::name)).doesNotHaveDuplicates();
  }

  @Test
  void usersHaveTheirLikings() {
    PictureSet set = PictureSets.open("demo");

    for (String user : users(set.train())) {
      var own =
          counts(set.train().stream().filter(p -> user.equals(p.user())).toList(), Picture::label);
      // With Dirichlet(0.5) shares the chance that a user's largest share is below 15 % is far
      // below 1e-6; the set is fixed by its seed in any case.
      assertThat(own.values().stream().mapToLong(Long::longValue).max().orElse(0))
          .isGreaterThan(15);
    }
  }

  @Test
  void settingsAreRead() {
    assertThat(DemoPictures.parse("demo:seed=-7,users=3,pictures=4,test=60"))
        .isEqualTo(new DemoPictures(-7, 3, 4, 60));
    assertThat(DemoPictures.parse("demo:test=0").pictures().test()).isEmpty();
    assertThat(users(PictureSets.open("demo:users=2000,pictures=2").train()))
        .contains("client-0000", "client-1999");
  }

  @ParameterizedTest
  @ValueSource(
      strings = {
        "demo:",
        "demo:users",
        "demo:users=",
        "demo:users=x",
        "demo:users=0",
        "demo:colour=3",
        "demo:users=2,",
        "demo:users=1000000,pictures=1000000",
        "demo:test=-1"
      })
  void otherSettingsAreRefused(String source) {
    assertThatThrownBy(() -> PictureSets.open(source))
        .isInstanceOf(UserDataException.class)
        .hasMessageContaining("expected: ");
  }

  /**
   * Pinned: a drawing must not change with the day, the machine or the compiler. Who changes the
   * drawings changes both constants: features of other drawings must not be found.
   */
  @Test
  void picturesAreTheSameOnEveryMachine() throws Exception {
    MessageDigest digest = MessageDigest.getInstance("SHA-256");
    PictureSet set = new DemoPictures(1, 3, 20, 40).pictures();
    for (List<Picture> part : List.of(set.train(), set.test())) {
      for (Picture picture : part) {
        digest.update(picture.content().bytes());
      }
    }
    assertThat(Painter.VERSION).isEqualTo(1);
    assertThat(HexFormat.of().formatHex(digest.digest()))
        .isEqualTo("1864018e57b560cda33acea3f000fb89e7e6780a63c1539278da94877d236fc9");
  }

  @Test
  void picturesAreToldApartWithoutBeingPainted() throws IOException {
    Map<String, String> painted = new HashMap<>();
    for (DemoPictures demo :
        List.of(
            new DemoPictures(5, 2, 10, 60),
            new DemoPictures(5, 3, 30, 60),
            new DemoPictures(6, 2, 10, 60))) {
      PictureSet set = demo.pictures();
      for (List<Picture> part : List.of(set.train(), set.test())) {
        for (Picture picture : part) {
          Origin origin = requireNonNull(picture.content().origin());
          assertThat(origin.isSettled()).isTrue();
          String bytes = digest(picture);
          String earlier = painted.put(origin.source() + "/" + origin.name(), bytes);
          assertThat(earlier == null ? bytes : earlier).isEqualTo(bytes);
        }
      }
    }
    assertThat(painted.values()).doesNotHaveDuplicates();
  }

  @Test
  void pictureDependsOnSeedUserAndIndexAlone() throws IOException {
    Map<String, String> few = digests(new DemoPictures(5, 2, 10, 0));
    Map<String, String> many = digests(new DemoPictures(5, 3, 30, 70));
    Map<String, String> other = digests(new DemoPictures(6, 2, 10, 0));

    assertThat(many).containsAllEntriesOf(few);
    assertThat(many.values()).doesNotHaveDuplicates();
    assertThat(other.values()).doesNotContainAnyElementsOf(few.values());
  }

  private static Map<String, String> digests(DemoPictures demo) {
    return demo.pictures().train().stream()
        .collect(Collectors.toMap(Picture::name, DemoPicturesTest::digest));
  }

  private static String digest(Picture picture) {
    try {
      byte[] bytes = picture.content().bytes();
      return HexFormat.of().formatHex(MessageDigest.getInstance("SHA-256").digest(bytes));
    } catch (IOException | NoSuchAlgorithmException e) {
      throw new IllegalStateException(e);
    }
  }

  private static NavigableSet<String> users(List<Picture> pictures) {
    return new TreeSet<>(counts(pictures, p -> String.valueOf(p.user())).keySet());
  }

  private static Map<String, Long> counts(List<Picture> pictures, Function<Picture, String> by) {
    return pictures.stream().collect(Collectors.groupingBy(by, Collectors.counting()));
  }
}
