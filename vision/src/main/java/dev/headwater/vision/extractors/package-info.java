/**
 * From preprocessed pictures to features: ONNX Runtime, PyTorch through DJL as the cross-check,
 * plain pixels, and a head's file, which is worth nothing without the features that it was trained
 * on. Start at {@link dev.headwater.vision.extractors.FeatureExtractor}.
 */
@NullMarked
package dev.headwater.vision.extractors;

import org.jspecify.annotations.NullMarked;
