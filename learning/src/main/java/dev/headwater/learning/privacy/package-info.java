/** What a run promises about the people in it, and how it keeps the promise round by round. */
@NullMarked
package dev.headwater.learning.privacy;

import org.jspecify.annotations.NullMarked;
