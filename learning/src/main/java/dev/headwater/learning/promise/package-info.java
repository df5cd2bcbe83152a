/**
 * The privacy guarantee of a run as the training loop sees it. Start at {@link
 * dev.headwater.learning.promise.PrivacyMechanism}; {@link
 * dev.headwater.learning.privacy.DifferentialPrivacy} implements it for runs that promise
 * something.
 */
@NullMarked
package dev.headwater.learning.promise;

import org.jspecify.annotations.NullMarked;
