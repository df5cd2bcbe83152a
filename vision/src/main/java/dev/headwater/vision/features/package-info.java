/** Features of many pictures: computed once, cached on disk, memory-mapped. */
@NullMarked
package dev.headwater.vision.features;

import org.jspecify.annotations.NullMarked;
