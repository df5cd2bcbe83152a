/** Tests of the backbones. */
@NullMarked
package dev.headwater.vision.backbone;

import org.jspecify.annotations.NullMarked;
