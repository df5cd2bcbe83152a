/**
 * Files of pictures from outside: which kind they are of, and what their structure says before
 * anything is decoded. {@link dev.headwater.vision.image.format.Structure} is where to start.
 */
@NullMarked
package dev.headwater.vision.image.format;

import org.jspecify.annotations.NullMarked;
