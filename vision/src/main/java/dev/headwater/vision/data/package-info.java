/** Where pictures come from: folders, zips, IDX files and the generated demo. */
@NullMarked
package dev.headwater.vision.data;

import org.jspecify.annotations.NullMarked;
