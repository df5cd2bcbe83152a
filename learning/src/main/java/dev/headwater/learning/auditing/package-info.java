/** What an observer can prove against a privacy claim, from one run with canaries in it. */
@NullMarked
package dev.headwater.learning.auditing;

import org.jspecify.annotations.NullMarked;
