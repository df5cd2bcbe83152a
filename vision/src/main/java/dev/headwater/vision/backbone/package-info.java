/**
 * MobileNetV2 from safetensors: its layers, folded batch norm, digest and metadata, a classifier on
 * top, and the full model as torchvision loads it. Start at {@link
 * dev.headwater.vision.backbone.Backbone}.
 */
@NullMarked
package dev.headwater.vision.backbone;

import org.jspecify.annotations.NullMarked;
