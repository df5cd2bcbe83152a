/**
 * What stands on disk: safetensors read with suspicion, and files that appear whole or not at all.
 */
@NullMarked
package dev.headwater.vision.backbone.file;

import org.jspecify.annotations.NullMarked;
