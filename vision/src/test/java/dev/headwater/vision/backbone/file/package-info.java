/** Tests of the file formats. */
@NullMarked
package dev.headwater.vision.backbone.file;

import org.jspecify.annotations.NullMarked;
