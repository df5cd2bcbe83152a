/**
 * Pictures and data sets, independent of their source. Start at {@link
 * dev.headwater.vision.data.PictureSet}.
 */
@NullMarked
package dev.headwater.vision.data;

import org.jspecify.annotations.NullMarked;
