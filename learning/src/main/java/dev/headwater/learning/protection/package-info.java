/** What happens to a contribution before it leaves its client: weighed, clipped, noised. */
@NullMarked
package dev.headwater.learning.protection;

import org.jspecify.annotations.NullMarked;
