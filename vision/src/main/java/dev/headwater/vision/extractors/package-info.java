/**
 * From preprocessed pictures to features: ONNX Runtime, PyTorch through DJL as the cross-check,
 * plain pixels, and the file of a head with the digest of its features. Start at {@link
 * dev.headwater.vision.extractors.FeatureExtractor}.
 */
@NullMarked
package dev.headwater.vision.extractors;

import org.jspecify.annotations.NullMarked;
