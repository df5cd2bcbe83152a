package dev.headwater.learning.parameters;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatIllegalArgumentException;

import dev.headwater.learning.Golden;
import java.util.List;
import org.junit.jupiter.api.Test;

class LayoutTest {
  private final Golden golden = new Golden("parameters.txt");

  @Test
  void hashIsThatOfTheIndependentReference() {
    Layout other =
        new Layout(
            List.of(
                new TensorSpec("a", List.of(2, 3, 4)), new TensorSpec("b.gewicht-ä", List.of(7))));
    assertThat(new Head(10, 1280).layout().hash()).isEqualTo(golden.word("layout.head"));
    assertThat(other.hash()).isEqualTo(golden.word("layout.other"));
  }

  @Test
  void hashTellsNamesShapesAndOrderApart() {
    TensorSpec a = new TensorSpec("a", List.of(2, 3));
    TensorSpec b = new TensorSpec("b", List.of(6));
    assertThat(
            List.of(
                new Layout(List.of(a, b)).hash(),
                new Layout(List.of(b, a)).hash(),
                new Layout(List.of(a)).hash(),
                new Layout(List.of(new TensorSpec("a", List.of(3, 2)), b)).hash(),
                new Layout(List.of(new TensorSpec("A", List.of(2, 3)), b)).hash()))
        .doesNotHaveDuplicates();
  }

  @Test
  void sizeIsTheSumOfTheTensors() {
    assertThat(new Head(10, 1280).layout().size()).isEqualTo(12_810);
  }

  @Test
  void emptyRepeatedAndHugeLayoutsAreRefused() {
    assertThatIllegalArgumentException()
        .isThrownBy(() -> new Layout(List.of()))
        .withMessageContaining("at least one");
    TensorSpec a = new TensorSpec("a", List.of(1));
    assertThatIllegalArgumentException()
        .isThrownBy(() -> new Layout(List.of(a, a)))
        .withMessageContaining("tensor a appears twice");
    TensorSpec big = new TensorSpec("big", List.of(Integer.MAX_VALUE));
    assertThatIllegalArgumentException()
        .isThrownBy(() -> new Layout(List.of(a, big)))
        .withMessageContaining("2147483648 values");
  }

  @Test
  void tensorsWithoutNameOrWithImpossibleShapesAreRefused() {
    for (String name : List.of("", "  ", "a\nb", "a\u0000")) {
      assertThatIllegalArgumentException()
          .isThrownBy(() -> new TensorSpec(name, List.of(1)))
          .withMessageContaining("tensor name");
    }
    for (List<Integer> shape :
        List.of(
            List.<Integer>of(),
            List.of(0),
            List.of(3, -1),
            List.of(1 << 16, 1 << 15),
            List.of(1 << 30, 1 << 30, 1 << 30))) {
      assertThatIllegalArgumentException()
          .isThrownBy(() -> new TensorSpec("t", shape))
          .withMessageContaining("tensor t");
    }
  }

  @Test
  void headIsReadBackFromItsLayoutAndFromNoOther() {
    Head head = new Head(3, 5);
    assertThat(Head.of(head.layout())).isEqualTo(head);
    assertThatIllegalArgumentException()
        .isThrownBy(() -> Head.of(new Layout(List.of(new TensorSpec("a", List.of(3))))))
        .withMessageContaining("classifier.1.weight");
    assertThatIllegalArgumentException()
        .isThrownBy(
            () ->
                Head.of(
                    new Layout(
                        List.of(
                            new TensorSpec(Head.WEIGHT, List.of(3, 5)),
                            new TensorSpec(Head.BIAS, List.of(4))))))
        .withMessageContaining("expected");
  }

  @Test
  void headWithOneClassOrNoFeaturesIsRefused() {
    assertThatIllegalArgumentException().isThrownBy(() -> new Head(1, 5));
    assertThatIllegalArgumentException().isThrownBy(() -> new Head(2, 0));
  }
}
