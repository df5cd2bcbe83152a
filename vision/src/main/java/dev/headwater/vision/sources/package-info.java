/**
 * Opens data sets: folders, zips, IDX files, and the generated demo. Start at {@link
 * dev.headwater.vision.sources.PictureSets}, which detects the kind.
 */
@NullMarked
package dev.headwater.vision.sources;

import org.jspecify.annotations.NullMarked;
