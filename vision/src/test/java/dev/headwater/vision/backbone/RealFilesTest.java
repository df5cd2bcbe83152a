package dev.headwater.vision.backbone;

import static org.assertj.core.api.Assertions.assertThat;

import dev.headwater.files.Safetensors;
import dev.headwater.files.SafetensorsWriter;
import dev.headwater.files.Tensor;
import java.nio.ByteBuffer;
import java.util.List;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

class RealFilesTest {
  @ParameterizedTest
  @ValueSource(
      strings = {
        "headwater_mobilenet_v2_0.50_64_b",
        "mobilenet_v1_0.25_224",
        "mobilenet_v2_0.35_128_backbone",
        "mobilenet_v2_1.0_224"
      })
  void realFileSurvivesReadingAndWriting(String name) {
    Safetensors read = Safetensors.open(Shared.file("models/" + name + ".safetensors"));
    List<Tensor> tensors = read.names().stream().map(read::tensor).toList();

    Safetensors again =
        Safetensors.of(
            "again", ByteBuffer.wrap(SafetensorsWriter.encode(tensors, read.metadata())));

    assertThat(again.metadata()).isEqualTo(read.metadata());
    assertThat(again.names()).isEqualTo(read.names());
    for (Tensor tensor : tensors) {
      assertThat(again.tensor(tensor.name()).values()).isEqualTo(tensor.values());
    }
  }
}
