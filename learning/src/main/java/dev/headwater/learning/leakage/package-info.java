/** What an update gives away to whoever sees it alone. */
@NullMarked
package dev.headwater.learning.leakage;

import org.jspecify.annotations.NullMarked;
