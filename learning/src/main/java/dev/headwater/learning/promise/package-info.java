/** The privacy promise of a run as the training loop sees it. */
@NullMarked
package dev.headwater.learning.promise;

import org.jspecify.annotations.NullMarked;
