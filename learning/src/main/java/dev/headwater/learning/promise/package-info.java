/** What a run promises about the people in it, as the training loop sees it. */
@NullMarked
package dev.headwater.learning.promise;

import org.jspecify.annotations.NullMarked;
