/** MobileNetV2 from safetensors, and the runtimes that turn tensors into features. */
@NullMarked
package dev.headwater.vision.backbone;

import org.jspecify.annotations.NullMarked;
