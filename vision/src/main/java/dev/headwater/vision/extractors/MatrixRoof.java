package dev.headwater.vision.extractors;

import ai.onnxruntime.OnnxTensor;
import ai.onnxruntime.OrtEnvironment;
import ai.onnxruntime.OrtException;
import ai.onnxruntime.OrtSession;
import java.nio.FloatBuffer;
import java.util.Map;

/**
 * How fast one thread of this machine multiplies matrices, by ONNX Runtime's own kernel: a roof for
 * everything that is made of products.
 */
public final class MatrixRoof {
  private static final int SIZE = 1024;
  private static final int RUNS = 9;

  private MatrixRoof() {}

  /**
   * {@return floating-point operations a second, a product and a sum counted as two} The best of
   * some products of square matrices of 1024 rows.
   */
  public static double operationsPerSecond() {
    float[] matrix = new float[SIZE * SIZE];
    for (int i = 0; i < matrix.length; i++) {
      matrix[i] = (i % 97 - 48) / 97f;
    }
    OrtEnvironment environment = OnnxLibrary.environment();
    try (OrtSession.SessionOptions options = new OrtSession.SessionOptions()) {
      options.setIntraOpNumThreads(1);
      try (OrtSession session =
              environment.createSession(OnnxModel.product(SIZE, matrix), options);
          OnnxTensor input =
              OnnxTensor.createTensor(
                  environment, FloatBuffer.wrap(matrix), new long[] {SIZE, SIZE})) {
        long best = Long.MAX_VALUE;
        for (int run = 0; run < RUNS; run++) {
          long began = System.nanoTime();
          session.run(Map.of(OnnxModel.INPUT, input)).close();
          best = Math.min(best, System.nanoTime() - began);
        }
        return 2.0 * SIZE * SIZE * SIZE / (best / 1e9);
      }
    } catch (OrtException e) {
      throw new IllegalStateException("matrix product: ONNX Runtime failed, " + e.getMessage(), e);
    }
  }
}
