package dev.headwater.simulations.output.text;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.List;
import org.junit.jupiter.api.Test;

class CsvTest {
  @Test
  void fieldsWithCommasQuotesOrLineEndsAreQuotedAndOthersAreNot() {
    assertThat(Csv.line(List.of("plain", "a,b", "say \"hi\"", "two\nlines", "", "ä b")))
        .isEqualTo("plain,\"a,b\",\"say \"\"hi\"\"\",\"two\nlines\",,ä b");
  }

  @Test
  void numberThatIsNotDefinedIsEmpty() {
    assertThat(Csv.number(Double.NaN)).isEmpty();
    assertThat(Csv.number(0.5)).isEqualTo("0.500000");
  }
}
