package dev.headwater.vision.web;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.within;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.json.JsonMapper;
import dev.headwater.vision.backbone.Shared;
import java.io.IOException;
import java.util.List;
import org.junit.jupiter.api.Test;

/** The pages are tested against this file: it has to be what today's code gives. */
class GoldenWebVisionTest {
  private static final double LAST_BITS = 1e-4;

  @Test
  void committedFileIsWhatTheGeneratorWrites() throws IOException {
    JsonNode committed =
        new JsonMapper().readTree(Shared.root().resolve(GoldenWebVision.FILE).toFile());
    JsonNode generated = new JsonMapper().readTree(GoldenWebVision.generate().toString());

    for (String exact : List.of("generator", "mean", "std", "pictures", "classes")) {
      assertThat(committed.path(exact)).as(exact).isEqualTo(generated.path(exact));
    }
    assertThat(committed.path("features").size()).isEqualTo(generated.path("features").size());
    for (int i = 0; i < generated.path("features").size(); i++) {
      for (String field : List.of("features", "logits")) {
        assertThat(floats(committed, i, field))
            .as("%s of picture %d", field, i)
            .containsExactly(floats(generated, i, field), within((float) LAST_BITS));
      }
    }
  }

  private static float[] floats(JsonNode root, int i, String field) {
    return GoldenWebVision.floats(root.path("features").get(i).path(field).textValue());
  }
}
