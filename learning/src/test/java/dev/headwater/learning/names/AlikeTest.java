package dev.headwater.learning.names;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

class AlikeTest {
  @ParameterizedTest
  @CsvSource({
    "Glioma,glioma",
    "no tumor,No_Tumor",
    "no tumor,no-tumor",
    "\u00e9cole,e\u0301cole",
    "STRASSE,stra\u00dfe",
    "\uff23\uff21\uff34,cat",
    "no\u00a0tumor,notumor"
  })
  void caseSpacesAndUnicodeFormsDoNotCount(String one, String other) {
    assertThat(Alike.folded(one)).isEqualTo(Alike.folded(other));
    assertThat(Alike.groups(List.of(one, other, "meningioma"))).hasSize(1);
  }

  @Test
  void otherNamesAreNotAlike() {
    assertThat(Alike.groups(List.of("cat", "dog", "cats", "class1", "class2"))).isEmpty();
  }

  @Test
  void groupsAreInNaturalOrder() {
    assertThat(Alike.groups(List.of("dog", "cat", "Dog", "CAT", "Cat")))
        .containsExactly(List.of("CAT", "Cat", "cat"), List.of("Dog", "dog"));
  }

  @Test
  void nearestIsTheNameThatIsAlikeBeforeTheOneWithFewerEdits() {
    assertThat(Alike.nearest("NO TUMOR", List.of("N TUMOR", "no_tumor"))).isEqualTo("no_tumor");
    assertThat(Alike.nearest("tumour", List.of("cat", "tumor"))).isEqualTo("tumor");
    assertThat(Alike.nearest("x", List.of())).isEmpty();
  }

  @Test
  void namesAreComposed() {
    assertThat(Alike.composed("e\u0301cole")).isEqualTo("\u00e9cole");
  }

  @ParameterizedTest
  @CsvSource({
    "Cats, '; Cats may be cat'",
    "hot dog, '; hot dog may be Hot_Dog'",
    "zeppelin, ''",
  })
  void hintIsGivenForNamesThatAreNear(String name, String hint) {
    assertThat(Alike.hint(name, List.of("cat", "Hot_Dog"))).isEqualTo(hint);
    assertThat(Alike.hint(name, List.of())).isEmpty();
  }
}
