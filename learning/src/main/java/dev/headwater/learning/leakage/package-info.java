/** What a single update reveals to an observer. */
@NullMarked
package dev.headwater.learning.leakage;

import org.jspecify.annotations.NullMarked;
