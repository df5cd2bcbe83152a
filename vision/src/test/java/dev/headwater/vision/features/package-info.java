/** Tests of the feature cache and the pipeline. */
@NullMarked
package dev.headwater.vision.features;

import org.jspecify.annotations.NullMarked;
