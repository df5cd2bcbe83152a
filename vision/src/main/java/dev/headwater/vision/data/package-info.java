/**
 * Pictures and sets of them, wherever they come from. Start at {@link
 * dev.headwater.vision.data.PictureSet}.
 */
@NullMarked
package dev.headwater.vision.data;

import org.jspecify.annotations.NullMarked;
